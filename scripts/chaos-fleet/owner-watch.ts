/** Follows who owns each call, as Redis has it. */
import { Redis } from "ioredis";
import { ownershipKeys } from "../../src/storage/redis/call-keys.ts";

/** An ownership, as it was seen first. */
export interface Ownership {
  callKey: string;
  instance: string;
  epoch: number;
  atMs: number;
}

export interface OwnerWatch {
  follow(callKey: string): void;
  /** In the order in which they were seen. */
  readonly ownerships: readonly Ownership[];
  /** Calls that two instances had in one epoch, or whose epoch went back. */
  doubleOwners(): number;
  /** Calls that are owned now. */
  live(): number;
  close(): void;
}

const LOOK_MS = 50;
const ANSWER_DEADLINE_MS = 2_000;
/** That of a service that was told no other. */
const KEY_PREFIX = "sidetone";

export function watchOwners(redisUrl: string): OwnerWatch {
  const redis = new Redis(redisUrl, { commandTimeout: ANSWER_DEADLINE_MS });
  // A Redis that is away is part of what happens here: the next look asks again.
  redis.on("error", () => {});
  const last = new Map<string, Ownership>();
  const owned = new Set<string>();
  const ownerships: Ownership[] = [];
  const doubled = new Set<string>();
  const followed: string[] = [];
  let isClosed = false;

  function note(callKey: string, [state, instance, epochText]: (string | null)[], atMs: number): void {
    if (state !== "owned" || !instance) {
      owned.delete(callKey);
      return;
    }
    owned.add(callKey);
    const epoch = Number(epochText);
    const before = last.get(callKey);
    if (before?.epoch === epoch && before.instance === instance) return;
    if (before !== undefined && epoch <= before.epoch) doubled.add(callKey);
    const ownership = { callKey, instance, epoch, atMs };
    last.set(callKey, ownership);
    ownerships.push(ownership);
  }

  async function look(): Promise<void> {
    const pipeline = redis.pipeline();
    const asked = [...followed];
    for (const callKey of asked)
      pipeline.hmget(ownershipKeys(KEY_PREFIX, callKey).owner, "state", "instance", "epoch");
    const answers = (await pipeline.exec()) ?? [];
    const atMs = Date.now();
    for (const [index, [error, answer]] of answers.entries())
      if (error === null) note(asked[index] ?? "", answer as (string | null)[], atMs);
  }

  void (async () => {
    while (!isClosed) {
      await look().catch(() => {});
      await Bun.sleep(LOOK_MS);
    }
  })();
  return {
    follow: (callKey) => followed.push(callKey),
    ownerships,
    doubleOwners: () => doubled.size,
    live: () => owned.size,
    close() {
      isClosed = true;
      redis.disconnect();
    },
  };
}
