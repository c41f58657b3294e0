/** A chaos run: a storm of short outages, faults that must be told, one outage beyond the buffer, and the verdict. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Stage, startStage } from "../../simulators/stage/stage.ts";
import { type Random, seededRandom } from "../../test/support/random.ts";
import { startRedisServer } from "../../test/support/redis-server.ts";
import { rollOversOf } from "./call-record.ts";
import type { FinishedCall } from "./chaos-call.ts";
import { explainCall } from "./explain.ts";
import type { FaultScene } from "./fault-kinds.ts";
import { countByKind, type StruckFault } from "./fault-storm.ts";
import { countLatePartials } from "./late-partials.ts";
import { type LongOutageOptions, outlastTheBuffer } from "./long-outage.ts";
import type { ChaosOptions } from "./options.ts";
import { cpuSecondsOf } from "./process-load.ts";
import { weatherTheStorm } from "./short-outages.ts";
import type { Recording } from "./speech.ts";
import { sufferToldFaults } from "./told-faults.ts";
import { type WeatherCounts, weatherOf } from "./weather.ts";

/** The contract of `make chaos`: its last line is this object. Words are those of the storm. */
export interface ChaosSummary {
  ok: boolean;
  rollovers: number;
  faults: number;
  wordsExpected: number;
  wordsLost: number;
  wordsDuplicated: number;
  ledgerBalanced: boolean;
  /** What the storm had beside faults. */
  weather: WeatherCounts;
}

export interface ChaosPlan extends ChaosOptions {
  pauseMs: { least: number; most: number };
  longestOutageMs: number;
  /**
   * A busy machine brings a published final later than a quick Pub/Sub does; replayed without it, its words are doubled.
   * The more calls, the busier.
   */
  settleMs: number;
  /** What the run must at least have been through to count. */
  leastRollOvers: number;
  leastFaults: number;
  leastOfEachWeather: number;
  beyondBuffer: LongOutageOptions;
}

/** Streams are renewed every few seconds here, in place of every quarter of an hour. */
const SETTINGS = {
  ROLL_OVER_AFTER_MS: "2500",
  ROLL_OVER_LATEST_MS: "4000",
  // Longer than the longest outage with the pauses after it: a call that ends during one still gets its last words.
  LAST_WORDS_DEADLINE_MS: "120000",
  // Some calls have a leg that is silent for much longer, so that several looks, one every two seconds, can tell of it.
  UNHEARD_ALARM_MS: "5000",
};

/** Longer than an utterance lasts after most of its partial results: they come after its final. */
const LATE_INTERIMS_MS = 1_500;

/** Nothing is replayed there, so these calls may be quick. */
const TOLD_SPEED = 6;

export async function runChaos(
  plan: ChaosPlan,
  recordings: readonly Recording[],
  say: (line: string) => void,
): Promise<ChaosSummary> {
  // Two stages side by side, each drawing for itself.
  const [storm, beyond] = await Promise.all([
    onStage(plan, {}, seededRandom(plan.seed), (stage, scene) =>
      stormPart(stage, scene, recordings, plan, say),
    ),
    beyondPart(plan, recordings, say),
  ]);
  const calls = [...storm.calls, ...beyond.calls];
  const rollovers = sum(calls, (call) => rollOversOf(call.record));
  const { weather, faults } = storm;
  const isStormy =
    rollovers >= plan.leastRollOvers &&
    faults >= plan.leastFaults &&
    Object.values(weather).every((count) => count >= plan.leastOfEachWeather);
  if (!isStormy)
    say(`Too little happened: ${rollovers} roll-overs, ${faults} faults, ${JSON.stringify(weather)}.`);
  return {
    ok: storm.ok && beyond.ok && isStormy,
    rollovers,
    faults,
    wordsExpected: sum(storm.calls, ({ score }) => score.wordsExpected),
    wordsLost: sum(storm.calls, ({ score }) => score.lost.length),
    wordsDuplicated: sum(calls, ({ score }) => score.duplicated.length),
    ledgerBalanced: calls.every(({ problems }) => !problems.some((problem) => problem.includes("ledger"))),
    weather,
  };
}

/** One outage longer than the buffer; the calls' lost words are those that the missing audio held, or it is a problem. */
async function beyondPart(
  plan: ChaosPlan,
  recordings: readonly Recording[],
  say: (line: string) => void,
): Promise<{ calls: FinishedCall[]; ok: boolean }> {
  const { bufferMs, outageMs } = plan.beyondBuffer;
  const settings = { REPLAY_BUFFER_MS: String(bufferMs) };
  const chance = seededRandom(plan.seed + 1);
  const { calls, missingMs, legs } = await onStage(plan, settings, chance, (stage, scene) =>
    outlastTheBuffer(stage, scene.line, recordings, chance, plan.beyondBuffer),
  );
  say(
    `Upstream gone for ${outageMs} ms, buffer of ${bufferMs} ms: ${missingMs} ms of ${legs} legs are missing, as ledger, log and history say.`,
  );
  const wrong = calls.filter((call) => !isFine(call, "words may be lost"));
  for (const call of wrong) say(explainCall(call, []));
  if (legs === 0) say("That outage cost nothing, which cannot be.");
  return { calls, ok: wrong.length === 0 && legs > 0 };
}

async function stormPart(
  stage: Stage,
  scene: FaultScene,
  recordings: readonly Recording[],
  plan: ChaosPlan,
  say: (line: string) => void,
): Promise<{ calls: FinishedCall[]; faults: number; weather: WeatherCounts; ok: boolean }> {
  const { calls: count, durationMs, speed, pauseMs, longestOutageMs } = plan;
  const startedAtMs = Date.now();
  const { calls, struck } = await weatherTheStorm(stage, recordings, scene, {
    calls: count,
    startWithinMs: durationMs,
    speed,
    pauseMs,
    longestOutageMs,
  });
  const seconds = (Date.now() - startedAtMs) / 1000;
  const cpu = await cpuSecondsOf(stage.sidetone.pid);
  const wrong = calls.filter((call) => !isFine(call, "every word counts"));
  for (const call of wrong) say(explainCall(call, struck));
  tellStorm(struck, seconds, cpu, say);
  const latePartials = stage.cloud.record.conversations.reduce(
    (total, conversation) => total + countLatePartials(conversation),
    0,
  );
  stage.cloud.faults.duplicateEvents = false;
  const [recording] = recordings;
  const told = recording === undefined ? [] : await sufferToldFaults(stage, recording, TOLD_SPEED);
  for (const problem of told) say(problem);
  if (told.length === 0)
    say("Faults that no patience cures: stopped quietly, or told to Five9, agent and operators.");
  const weather = { ...weatherOf(calls), latePartials };
  return { calls, faults: struck.length, weather, ok: wrong.length === 0 && told.length === 0 };
}

/** Runs a part on a stage of its own: Sidetone as a process, the cloud behind a bad line, each event told twice, partial results late. */
async function onStage<T>(
  { api, settleMs, redis: hasRedis }: ChaosPlan,
  settings: Record<string, string>,
  chance: Random,
  part: (stage: Stage, scene: FaultScene) => Promise<T>,
): Promise<T> {
  await using parts = new AsyncDisposableStack();
  const dataDirectory = await mkdtemp(join(tmpdir(), "sidetone-chaos-"));
  parts.defer(() => rm(dataDirectory, { recursive: true, force: true }));
  const redis = hasRedis ? await startRedisServer() : undefined;
  parts.defer(() => redis?.close());
  const stage = await startStage({
    dataDirectory,
    hasLine: true,
    settings: {
      ...SETTINGS,
      RECOGNITION_API: api,
      REPLAY_SETTLE_MS: String(settleMs),
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
      ...settings,
    },
  });
  parts.defer(() => stage.close());
  if (stage.line === undefined) throw new Error("the stage has no line");
  stage.cloud.faults.duplicateEvents = true;
  stage.cloud.faults.lateInterimsMs = LATE_INTERIMS_MS;
  return await part(stage, { cloud: stage.cloud, line: stage.line, chance });
}

function isFine(
  { score, problems }: FinishedCall,
  policy: "every word counts" | "words may be lost",
): boolean {
  const isComplete = policy === "words may be lost" || score.lost.length === 0;
  return isComplete && score.duplicated.length === 0 && problems.length === 0;
}

function tellStorm(
  struck: readonly StruckFault[],
  seconds: number,
  cpuSeconds: number,
  say: (line: string) => void,
): void {
  for (const [name, count] of countByKind(struck)) say(`  ${String(count).padStart(4)}  ${name}`);
  say(
    `${struck.length} faults in ${seconds.toFixed(0)} s; Sidetone used ${cpuSeconds.toFixed(1)} s of CPU time since its start.`,
  );
}

function sum(calls: readonly FinishedCall[], of: (call: FinishedCall) => number): number {
  return calls.reduce((total, call) => total + of(call), 0);
}
