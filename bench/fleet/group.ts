/** Processes that carry the same calls: one without Redis, or some that share one. Their windows and their calls. */
import type { Redis } from "ioredis";
import { newCallId } from "../../simulators/stage/stage.ts";
import type { NamedLeg } from "../audio-path/load.ts";
import type { BenchStage, Candidate } from "../audio-path/stage.ts";
import { type RedisUsage, redisUsage } from "./redis-usage.ts";

export interface Group {
  /** At least one. */
  candidates: Candidate[];
  /** Of each candidate, as `openCalls` has given them out. */
  legs: number[];
  redis: Redis | null;
}

/** What all processes of a group, and their Redis, did in some time. */
export interface Spent {
  elapsedMs: number;
  cpuMicros: number;
  /** That the stand-in sent. */
  finals: number;
  /** Null without Redis. */
  redis: RedisUsage | null;
}

const CHUNK_MS = 100;
const SETTLE_MS = 400;
const ENDED_DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/** What is spent while `work` lasts, and shortly after it. */
export async function spentBy(
  stage: BenchStage,
  { candidates, redis }: Group,
  work: () => Promise<unknown>,
): Promise<Spent> {
  const cpuMicros = async () => {
    const all = await Promise.all(candidates.map((candidate) => candidate.usage()));
    return all.reduce((sum, one) => sum + one.cpuMicros, 0);
  };
  await stage.collect();
  const [cpuBefore, before] = [await cpuMicros(), redis && (await redisUsage(redis))];
  const beganMs = performance.now();
  await work();
  await Bun.sleep(SETTLE_MS);
  const elapsedMs = performance.now() - beganMs;
  const [cpuAfter, after] = [await cpuMicros(), redis && (await redisUsage(redis))];
  const { finals } = await stage.collect();
  const between = (key: keyof RedisUsage) => (after?.[key] ?? 0) - (before?.[key] ?? 0);
  return {
    ...{ elapsedMs, finals, cpuMicros: cpuAfter - cpuBefore },
    redis: redis && {
      commands: between("commands"),
      inBytes: between("inBytes"),
      outBytes: between("outBytes"),
      cpuMicros: between("cpuMicros"),
      heldBytes: between("heldBytes"),
    },
  };
}

/** The legs of a call are at instances next to each other, so that with two or more its owner lacks at least one. */
export async function openCalls(group: Group, calls: number): Promise<void> {
  const { candidates } = group;
  const named = candidates.map((): NamedLeg[] => []);
  for (let call = 0; call < calls; call += 1) {
    const callId = newCallId();
    for (const side of [0, 1]) named[(call + side) % named.length]?.push({ callId, leg: 2 * call + side });
  }
  group.legs = named.map(({ length }) => length);
  await Promise.all(candidates.map((candidate, at) => candidate.openNamed(named[at] ?? [])));
}

/** All legs send 100 ms of audio in each `beatMs`. */
export async function speak(
  { candidates, legs }: Group,
  { beatMs, forMs }: { beatMs: number; forMs: number },
): Promise<void> {
  const audio = { chunkMs: CHUNK_MS, beatMs, forMs, arrival: "even" } as const;
  await Promise.all(candidates.map((candidate, at) => candidate.play({ ...audio, speaking: legs[at] ?? 0 })));
}

/** Resolves once all its calls are over. */
export async function endCalls({ candidates }: Group): Promise<void> {
  await Promise.all(candidates.map((candidate) => candidate.hangUp()));
  const untilMs = performance.now() + ENDED_DEADLINE_MS;
  while ((await liveCalls(candidates)) > 0) {
    if (performance.now() > untilMs) throw new Error("calls did not end in time");
    await Bun.sleep(LOOK_AGAIN_MS);
  }
}

async function liveCalls(candidates: readonly Candidate[]): Promise<number> {
  const lines = (await Promise.all(candidates.map((candidate) => candidate.metrics()))).flat();
  const counts = lines.map((line) => Number(/^sidetone_calls\{.*\} (\d+)$/.exec(line)?.[1] ?? 0));
  return counts.reduce((sum, count) => sum + count, 0);
}
