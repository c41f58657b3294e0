/** A fleet under calls and weather: what is placed, what strikes, and the verdict. */
import type { Sample } from "../../samples/sample.ts";
import { percentile } from "../../simulators/stage/call-score.ts";
import { startVaicProvider, type VaicProvider } from "../../simulators/stage/vaic-provider.ts";
import type { VaicFramework } from "../../simulators/vaic/activity.ts";
import { eventually } from "../../test/support/eventually.ts";
import { type Random, seededRandom } from "../../test/support/random.ts";
import { drawManner } from "../chaos/chaos-call.ts";
import { temporaryFolder } from "../exit-on-signals.ts";
import { type FrontedFleet, startFrontedFleet } from "../fleet/fronted-fleet.ts";
import { explain, storyOf } from "./explain.ts";
import { CallNotEnded, type FleetCall, type FleetCallOptions, five9Call, vaicCall } from "./fleet-call.ts";
import { type Strike, type StrikeKind, type WeatherPlan, weather } from "./fleet-weather.ts";
import { judge, type Verdict } from "./judge.ts";
import { type Ownership, type OwnerWatch, watchOwners } from "./owner-watch.ts";

export interface ChaosFleetPlan {
  seed: number;
  calls: number;
  durationMs: number;
  roles: readonly string[];
  /** Times real time, of the callers. */
  speed: number;
  weather: Omit<WeatherPlan, "durationMs">;
  settings?: Record<string, string>;
  /** See FleetStageOptions. */
  onLogLine?: (line: string, index: number) => void;
}

interface Spread {
  p50: number;
  max: number;
}

/** The contract of `make chaos-fleet`: its last line is this object. */
export interface ChaosFleetSummary {
  ok: boolean;
  calls: number;
  instances: number;
  /** Instances ended by SIGKILL or SIGTERM. */
  kills: number;
  wordsExpected: number;
  wordsLostBesideOutage: number;
  wordsDuplicated: number;
  eventsLost: number;
  eventsDuplicated: number;
  completions: number;
  doubleOwners: number;
  /** From the death of a call's owner to the next owner. */
  takeOverMs: Spread;
  /** From the loss of a leg's stream to the next one that takes its audio. */
  deafMs: { sigterm: Spread; sigkill: Spread };
}

type Say = (line: string) => void;

const SETTINGS = {
  // A leg that is back later than this has had its call ended: longer than a fleet is without an instance.
  RECONNECT_GRACE_MS: "15000",
  LAST_WORDS_DEADLINE_MS: "60000",
};
/** Long enough for a take-over and for Pub/Sub's next try. */
const END_DEADLINE_MS = 90_000;
const ALL_LIVE_DEADLINE_MS = 120_000;
/** Every so many calls one is VoiceAI Connect's. */
const VAIC_EVERY = 3;
const FRAMEWORKS: readonly VaicFramework[] = ["bot-api-websocket", "bot-framework", "copilot"];
/** In bytes, whole samples: half of one is lost where a leg moves to another stream. */
const CHUNK_BYTES = [[1600], [320], [160], [334, 1266], [3200], [8000]];

export async function runChaosFleet(
  plan: ChaosFleetPlan,
  samples: readonly Sample[],
  say: Say,
): Promise<ChaosFleetSummary> {
  const folder = temporaryFolder("sidetone-chaos-fleet-");
  const provider = await startVaicProvider();
  try {
    const fleet = await startFrontedFleet({
      roles: plan.roles,
      keepIn: folder,
      cloud: { samples },
      settings: { ...SETTINGS, ...provider.settings, ...plan.settings },
      ...(plan.onLogLine === undefined ? {} : { onLogLine: plan.onLogLine }),
    });
    const owners = watchOwners(fleet.redis.url);
    try {
      return await underWeather({ plan, samples, say, fleet, provider, owners });
    } finally {
      owners.close();
      await fleet.close();
    }
  } finally {
    await provider.close();
  }
}

interface Scene {
  plan: ChaosFleetPlan;
  samples: readonly Sample[];
  say: Say;
  fleet: FrontedFleet;
  provider: VaicProvider;
  owners: OwnerWatch;
}

async function underWeather(scene: Scene): Promise<ChaosFleetSummary> {
  const { plan, fleet, say, owners } = scene;
  const placed = placeCalls(scene, seededRandom(plan.seed));
  const settled = Promise.allSettled(placed);
  if (plan.weather.onceAllLive === true)
    await eventually(() => owners.live() === plan.calls, ALL_LIVE_DEADLINE_MS);
  const striking = weather(fleet, { ...plan.weather, durationMs: plan.durationMs }, say);
  const outcomes = await settled;
  const strikes = await striking;
  const calls = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const failed = outcomes.filter((outcome) => outcome.status === "rejected");
  for (const { reason } of failed) {
    say(`A call did not end: ${reason}`);
    const record = reason instanceof CallNotEnded ? reason.record : null;
    if (record !== null) storyOf(record, strikes, owners.ownerships).map(say);
  }
  const deathsMs = strikes.filter(({ kind }) => isDeath(kind)).map(({ atMs }) => atMs);
  const judged = calls.map((call) => {
    const verdict = judge(call, fleet.stage.cloud.record.conversation(call.callKey), deathsMs);
    if (!isFine(verdict)) explain(call, verdict, strikes, owners.ownerships).map(say);
    return verdict;
  });
  const total = (of: (verdict: Verdict) => readonly unknown[]) =>
    judged.reduce((sum, verdict) => sum + of(verdict).length, 0);
  say(
    `Lost with the audio of killed instances, as their ledgers say: ${total((one) => one.lostWithInstance)} words.`,
  );
  const summary = {
    calls: plan.calls,
    instances: plan.roles.length,
    kills: strikes.filter(({ kind }) => kind === "SIGKILL" || kind === "SIGTERM").length,
    wordsExpected: calls.reduce((sum, { score }) => sum + score.wordsExpected, 0),
    wordsLostBesideOutage: total(({ lost }) => lost),
    wordsDuplicated: total(({ duplicated }) => duplicated),
    eventsLost: total(({ eventsLost }) => eventsLost),
    eventsDuplicated: total(({ eventsDuplicated }) => eventsDuplicated),
    completions: judged.filter(({ isCompleted }) => isCompleted).length,
    doubleOwners: owners.doubleOwners(),
    takeOverMs: spread(takeOvers(strikes, owners.ownerships)),
    deafMs: { sigterm: spread(deaf(calls, "told")), sigkill: spread(deaf(calls, "broken")) },
  };
  return { ok: failed.length === 0 && judged.every(isFine) && summary.doubleOwners === 0, ...summary };
}

function placeCalls({ plan, samples, fleet, provider, owners }: Scene, chance: Random): Promise<FleetCall>[] {
  const plans = Array.from({ length: plan.calls }, (_, index) => ({
    sample: samples[index % samples.length] as Sample,
    framework: index % VAIC_EVERY === VAIC_EVERY - 1 ? chance.pick(FRAMEWORKS) : undefined,
    manner: { ...drawManner(chance), chunkBytes: chance.pick(CHUNK_BYTES) ?? [1600], speed: plan.speed },
    startMs: (plan.durationMs * index) / plan.calls + chance.between(0, 700),
  }));
  return plans.map(async ({ sample, framework, manner, startMs }) => {
    await Bun.sleep(startMs);
    const options: FleetCallOptions = {
      ...{ calls: fleet.calls, cloud: fleet.stage.cloud, sample },
      ...{ onBegun: owners.follow, endDeadlineMs: END_DEADLINE_MS },
    };
    return framework === undefined
      ? await five9Call(options, manner)
      : await vaicCall(options, { provider, framework, speed: plan.speed });
  });
}

/** Its owner's calls are taken over without its doing. */
const isDeath = (kind: StrikeKind) => kind === "SIGKILL" || kind === "SIGSTOP";

function isFine(verdict: Verdict): boolean {
  const { lost, duplicated, eventsLost, eventsDuplicated, problems, isCompleted } = verdict;
  return (
    isCompleted &&
    [lost, duplicated, eventsLost, eventsDuplicated, problems].every(({ length }) => length === 0)
  );
}

/** The next ownership of each call whose owner was killed, or stood still, before the fleet was struck again. */
function takeOvers(strikes: readonly Strike[], ownerships: readonly Ownership[]): number[] {
  return strikes.flatMap(({ kind, atMs }, at) => {
    if (!isDeath(kind)) return [];
    const nextMs = strikes[at + 1]?.atMs ?? Number.POSITIVE_INFINITY;
    return ownerships
      .filter((one) => one.epoch > 1 && one.atMs > atMs && one.atMs <= nextMs)
      .map((one) => one.atMs - atMs);
  });
}

function deaf(calls: readonly FleetCall[], cause: "told" | "broken"): number[] {
  return calls.flatMap(({ legs }) =>
    legs.flatMap(({ away }) => away.filter((one) => one.cause === cause).map(({ ms }) => ms)),
  );
}

function spread(values: readonly number[]): Spread {
  return { p50: Math.round(percentile(values, 0.5)), max: Math.round(Math.max(0, ...values)) };
}
