/** What happens to a fleet under calls: each instance is killed and told to leave in turn, one stands still, Redis fails. */
import { Redis } from "ioredis";
import type { SidetoneProcess } from "../../simulators/stage/sidetone-process.ts";
import type { Random } from "../../test/support/random.ts";
import type { FrontedFleet } from "../fleet/fronted-fleet.ts";

export type StrikeKind = "SIGKILL" | "SIGTERM" | "SIGSTOP" | "redis";

export interface Strike {
  kind: StrikeKind;
  /** The instance's place in the fleet; -1 for Redis. */
  index: number;
  atMs: number;
  /** When the fleet was whole again. */
  wholeAtMs: number;
}

export interface WeatherPlan {
  strikes: readonly { kind: StrikeKind; index: number }[];
  /** The strikes begin evenly within this time, each once the fleet has been whole again for a while. */
  durationMs: number;
  /** Times at which all connections to Redis are cut. */
  cuts: number;
  /** Nothing strikes before all calls live. Default: the strikes begin with the first call. */
  onceAllLive?: boolean;
  /** How long the instance that is stopped stands still: longer than its lock. */
  standstillMs: number;
}

/** Longer than the others need to learn that an instance is gone, and to take its calls over. */
const CALM_MS = 10_000;

/** Kills and leaves of each instance in a drawn order, one standstill and one restart of Redis among them. */
export function drawStrikes(chance: Random, instances: number): WeatherPlan["strikes"] {
  const all = Array.from({ length: instances }, (_, index) => index);
  const strikes: { kind: StrikeKind; index: number }[] = [
    ...all.map((index) => ({ kind: "SIGKILL" as const, index })),
    ...all.map((index) => ({ kind: "SIGTERM" as const, index })),
    { kind: "SIGSTOP", index: chance.between(0, instances - 1) },
    { kind: "redis", index: -1 },
  ];
  return strikes
    .map((strike) => ({ strike, place: chance.next() }))
    .sort((one, other) => one.place - other.place)
    .map(({ strike }) => strike);
}

export async function weather(
  fleet: FrontedFleet,
  plan: WeatherPlan,
  say: (line: string) => void,
): Promise<Strike[]> {
  const startMs = Date.now();
  const cutting = cutConnections(fleet, plan);
  const struck: Strike[] = [];
  for (const [place, { kind, index }] of plan.strikes.entries()) {
    const evenMs = startMs + (plan.durationMs * (place + 0.5)) / plan.strikes.length;
    const dueMs = Math.max(evenMs, (struck.at(-1)?.wholeAtMs ?? 0) + CALM_MS);
    await Bun.sleep(Math.max(0, dueMs - Date.now()));
    const atMs = Date.now();
    await strike(fleet, { kind, index }, plan.standstillMs);
    struck.push({ kind, index, atMs, wholeAtMs: Date.now() });
    const whom = kind === "redis" ? "Redis restarted" : `instance ${index} ${kind}`;
    say(
      `  ${((atMs - startMs) / 1000).toFixed(1).padStart(6)} s  ${whom}, whole after ${Date.now() - atMs} ms`,
    );
  }
  await cutting;
  return struck;
}

async function strike(
  { stage, restartRedis }: FrontedFleet,
  { kind, index }: { kind: StrikeKind; index: number },
  standstillMs: number,
): Promise<void> {
  if (kind === "redis") return await restartRedis();
  const instance = stage.instances[index] as SidetoneProcess;
  if (kind === "SIGSTOP") {
    process.kill(instance.pid, "SIGSTOP");
    await Bun.sleep(standstillMs);
    process.kill(instance.pid, "SIGCONT");
    return;
  }
  await (kind === "SIGKILL" ? instance.kill() : instance.stop());
  await stage.startAgain(index);
}

async function cutConnections(fleet: FrontedFleet, { cuts, durationMs }: WeatherPlan): Promise<void> {
  for (let cut = 0; cut < cuts; cut += 1) {
    await Bun.sleep(durationMs / cuts);
    const redis = new Redis(fleet.redis.url, { maxRetriesPerRequest: null });
    redis.on("error", () => {});
    for (const type of ["normal", "pubsub"])
      await redis.call("CLIENT", "KILL", "TYPE", type, "SKIPME", "yes");
    redis.disconnect();
  }
}
