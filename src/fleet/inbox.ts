/** Reads the messages to this instance with one read that blocks; each is heard once, in its sender's order. */
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import type { Logger } from "../base/log.ts";
import type { RedisClient } from "../storage/redis/connect-redis.ts";
import { readMessage } from "./message.ts";

/** To within half a second: an idle inbox answers before its connection is taken for dead (SILENCE_MS of connect-redis.ts). */
const INBOX_BLOCK_MS = 4_000;
const MAX_PER_READ = 500;
const AGAIN = { firstMs: 50, maxMs: 1_000 };
/** Senders beyond that are forgotten, the one that was silent longest first. */
const MAX_SENDERS = 1_000;

export interface InboxOptions {
  redis: RedisClient;
  key: string;
  clock: Clock;
  logger: Logger;
  hear(from: string, topic: string, message: unknown): void;
}

export function startInbox(options: InboxOptions): { lost(): number; close(): void } {
  const { redis, key, clock, logger, hear } = options;
  const timers = joinedTimers(clock);
  /** Number of the last message of each sender. */
  const lastOf = new Map<string, number>();
  let lost = 0;
  let isClosed = false;

  function take(text: string): void {
    const sent = readMessage(text);
    if (sent === null) {
      logger.warn("a message of another instance cannot be read");
      return;
    }
    const { from, topic, message, number } = sent;
    const last = lastOf.get(from) ?? 0;
    // A sender that got no answer says it again.
    if (number <= last) return;
    lastOf.delete(from);
    lastOf.set(from, number);
    if (number > last + 1) {
      lost += number - last - 1;
      logger.error(
        { instance: from, count: number - last - 1 },
        "messages of another instance were lost in Redis",
      );
    }
    const [longestSilent] = lastOf.keys();
    if (lastOf.size > MAX_SENDERS && longestSilent !== undefined) lastOf.delete(longestSilent);
    hear(from, topic, message);
  }

  async function readOn(): Promise<void> {
    // Always from the beginning: a Redis that lost its data may count from an earlier time.
    const blockMs = timers.beforeTurnMs(INBOX_BLOCK_MS);
    const reply = await redis.xread("COUNT", MAX_PER_READ, "BLOCK", blockMs, "STREAMS", key, "0");
    const entries = reply?.[0]?.[1] ?? [];
    const last = entries.at(-1)?.[0];
    if (last === undefined) return;
    // On the same connection, so the next read finds them gone; should it fail, they are known by their numbers.
    redis.xtrim(key, "MINID", idAfter(last)).catch(() => {});
    for (const [, fields] of entries) take(fields[1] ?? "");
  }

  async function run(): Promise<void> {
    for (let failures = 0; !isClosed; ) {
      try {
        await readOn();
        failures = 0;
      } catch {
        failures += 1;
        await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), backOffMs(failures, AGAIN)));
      }
    }
  }
  void run();
  return {
    lost: () => lost,
    close() {
      isClosed = true;
    },
  };
}

/** The smallest stream id above this one. */
function idAfter(id: string): string {
  const [ms, sequence = "0"] = id.split("-");
  return `${ms}-${BigInt(sequence) + 1n}`;
}
