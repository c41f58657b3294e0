/** What sharing calls costs: the same calls at one process without Redis and at fleets of 1 to 5 on one Redis, in turns. */
import { Redis } from "ioredis";
import { startRedisServer } from "../../test/support/redis-server.ts";
import { type BenchStage, startBenchStage } from "../audio-path/stage.ts";
import type { FleetPlan, Plan } from "../plan.ts";
import { endCalls, type Group, openCalls, speak, spentBy } from "./group.ts";
import { type FleetFigures, type GroupRounds, type RoundOfGroup, summarise } from "./summarise.ts";

/** Of a talking caller; and of pieces so far apart that events, not audio, are what is done. */
const SPEECH_BEAT_MS = 100;
const SPARSE_BEAT_MS = 400;
/** A final for a sentence, and one for each piece of 100 ms. */
const SENTENCE_MS = 4_000;
const LIVELY_MS = 100;
/** Legs are silent while another group is measured; one that is cut off is waited for a second. */
const SETTINGS = {
  IDLE_TIMEOUT_MS: "3600000",
  RECONNECT_GRACE_MS: "1000",
  LAST_WORDS_DEADLINE_MS: "1000",
};
const LEAD_IN_MS = 1_000;
const IDLE_MS = 5_000;

export async function fleet(plan: Plan, say: (line: string) => void): Promise<FleetFigures> {
  const { instances, calls } = plan.fleet;
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const stage = await startBenchStage({ finalEveryMs: SENTENCE_MS });
  try {
    const start = (settings = {}) => stage.start("sidetone", { settings: { ...SETTINGS, ...settings } });
    const embedded: Group = { candidates: [await start()], legs: [], redis: null };
    const shared: Group = { candidates: [], legs: [], redis };
    const levels: { embedded: GroupRounds; shared: GroupRounds }[] = [];
    while (shared.candidates.length < instances) {
      shared.candidates.push(await start({ REDIS_URL: server.url }));
      const measured = await measureLevel(stage, { embedded, shared }, plan.fleet);
      levels.push(measured);
      const { rows } = summarise(calls, levels);
      const { instances: count, cpuMicros, cpuRatio, eventMicros, eventRatio } = rows.at(-1) ?? {};
      say(
        `fleet of ${count}: ${cpuMicros} us a call and second, ${cpuRatio?.median} times embedded; ` +
          `${eventMicros} us an event, ${eventRatio?.median} times`,
      );
    }
    return summarise(calls, levels);
  } finally {
    await stage.close();
    redis.disconnect();
    await server.close();
  }
}

async function measureLevel(
  stage: BenchStage,
  groups: { embedded: Group; shared: Group },
  plan: FleetPlan,
): Promise<{ embedded: GroupRounds; shared: GroupRounds }> {
  const { rounds, warmUpMs } = plan;
  const begin = (group: Group) => spentBy(stage, group, () => openCalls(group, plan.calls));
  const begun = { embedded: await begin(groups.embedded), shared: await begin(groups.shared) };
  await stage.finalEvery(LIVELY_MS);
  for (const group of [groups.embedded, groups.shared]) {
    await speak(group, { beatMs: SPARSE_BEAT_MS, forMs: warmUpMs });
  }
  const taken: { embedded: RoundOfGroup[]; shared: RoundOfGroup[] } = { embedded: [], shared: [] };
  for (let round = 0; round < rounds; round += 1) {
    const turn = ["embedded", "shared"] as const;
    for (const name of round % 2 === 0 ? turn : turn.toReversed()) {
      taken[name].push(await measureRound(stage, groups[name], plan));
    }
  }
  const end = async (name: "embedded" | "shared"): Promise<GroupRounds> => ({
    instances: groups[name].candidates.length,
    begun: begun[name],
    rounds: taken[name],
    ended: await spentBy(stage, groups[name], () => endCalls(groups[name])),
    // Last, because a process has things to do for a while after its start.
    idle: await spentBy(stage, groups[name], () => Bun.sleep(IDLE_MS)),
  });
  return { embedded: await end("embedded"), shared: await end("shared") };
}

async function measureRound(stage: BenchStage, group: Group, { windowMs }: FleetPlan): Promise<RoundOfGroup> {
  const window = async (beatMs: number, finalMs: number) => {
    await stage.finalEvery(finalMs);
    await speak(group, { beatMs, forMs: LEAD_IN_MS });
    return await spentBy(stage, group, () => speak(group, { beatMs, forMs: windowMs }));
  };
  return {
    speech: await window(SPEECH_BEAT_MS, SENTENCE_MS),
    calm: await window(SPARSE_BEAT_MS, SENTENCE_MS),
    lively: await window(SPARSE_BEAT_MS, LIVELY_MS),
  };
}
