/** A day's calls one after another in fast time, kept for a minute: what is stored and what is resident must not grow. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSample } from "../../samples/sample.ts";
import { audioOfSample, type CallAudio } from "../../simulators/five9/call-audio.ts";
import { newCallId, type Stage, startStage } from "../../simulators/stage/stage.ts";
import { startRedisServer } from "../../test/support/redis-server.ts";
import { cutAudio } from "../../test/support/story-audio.ts";
import { filesHolding, keysHolding } from "../../test/support/traces.ts";
import { type Course, courseOf, type Sample, takeSample, troughsOf } from "./sample.ts";

export interface SoakPlan {
  calls: number;
  /** Records and jobs in a redis-server instead of the data directory. */
  redis: boolean;
  say(sentence: string): void;
}

export interface SoakResult {
  ok: boolean;
  calls: number;
  /** Calls whose legs or webhooks did not go as they should. */
  callsBroken: number;
  seconds: number;
  resident: Course;
  storage: Course;
  keys: Course | null;
  /** After the last call's time is over. */
  left: { calls: number; storageMb: number; keys: number | null; traces: string[] };
}

/** The least there is. What is older is swept twice in that time. */
const RETENTION_MS = 60_000;
/** What is kept depends on it, so that it must not change with the machine's mood. */
const CALL_EVERY_MS = 250;
const AT_ONCE = 24;
const SPEED = 8;
/** Of audio in each call. */
const CALL_MS = 8_000;
const SAMPLE_EVERY_MS = 2_000;
/** Half of it is looked at: in that time calls are kept, swept, and kept again. */
const LEAST_MS = 6 * RETENTION_MS;
/** Of a sample's noise and of what a machine under load does to it. */
const MOST_GROWTH_PERCENT = 10;
const GONE_DEADLINE_MS = 10 * 60_000;
/** Calls whose ids are looked for in what is left. */
const SOUGHT_CALLS = 20;

export async function runSoak(plan: SoakPlan): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-soak-"));
  const dataDirectory = join(folder, "data");
  const redis = plan.redis ? await startRedisServer() : undefined;
  const recipient = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response() });
  const stage = await startStage({
    dataDirectory,
    settings: {
      RETENTION_MS: String(RETENTION_MS),
      WEBHOOK_URL: `${recipient.url}suggestions`,
      WEBHOOK_SECRET: "a-secret-of-the-recipient-alone",
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    },
  });
  const place = { dataDirectory, redisUrl: redis?.url };
  try {
    return await soak(plan, stage, place);
  } finally {
    await stage.close();
    await redis?.close();
    await recipient.stop(true);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Place {
  dataDirectory: string;
  redisUrl: string | undefined;
}

async function soak(plan: SoakPlan, stage: Stage, place: Place): Promise<SoakResult> {
  const startedAt = performance.now();
  const sampling = startSampling(stage, place);
  const { callIds, callsBroken } = await placeCalls(plan, stage, (calls) => {
    const { residentMb = 0, storageMb = 0 } = sampling.newest() ?? {};
    plan.say(`${calls} calls: ${residentMb.toFixed()} MB resident, ${storageMb.toFixed(1)} MB stored`);
  });
  const samples = await sampling.stop();
  if (performance.now() - startedAt < LEAST_MS) plan.say("Too few calls to tell whether anything grows.");
  plan.say(`${callIds.length} calls are over; waiting until the last of them is forgotten.`);
  const left = await whatIsLeft(stage, place, callIds);
  const resident = courseOf(
    troughsOf(samples, ({ residentMb }) => residentMb),
    ({ residentMb }) => residentMb,
  );
  const storage = courseOf(samples, ({ storageMb }) => storageMb);
  const keys = place.redisUrl === undefined ? null : courseOf(samples, (sample) => sample.keys ?? 0);
  const isFlat = [resident, storage, ...(keys === null ? [] : [keys])].every(
    ({ growthPercent }) => growthPercent <= MOST_GROWTH_PERCENT,
  );
  return {
    ok: isFlat && callsBroken === 0 && left.calls === 0 && left.traces.length === 0,
    calls: callIds.length,
    callsBroken,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
    resident,
    storage,
    keys,
    left,
  };
}

async function placeCalls(plan: SoakPlan, stage: Stage, tell: (calls: number) => void) {
  const sample = await readSample("lost-card");
  const whole = await audioOfSample(sample);
  const legs = Object.entries(whole.legs).map(([speaker, pcm]) => [speaker, cutAudio(pcm, 0, CALL_MS)]);
  const audio: CallAudio = { legs: Object.fromEntries(legs), holds: [] };
  const callIds: string[] = [];
  let callsBroken = 0;
  const startedAt = performance.now();
  const lane = async (): Promise<void> => {
    while (callIds.length < plan.calls) {
      const dueAt = startedAt + callIds.length * CALL_EVERY_MS;
      const callId = newCallId();
      callIds.push(callId);
      if (callIds.length % 100 === 0) tell(callIds.length);
      await Bun.sleep(Math.max(0, dueAt - performance.now()));
      const { finished } = await stage.call(sample, { callId, audio, speed: SPEED });
      if (!(await finished).ok) callsBroken += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { callIds, callsBroken };
}

function startSampling(stage: Stage, place: Place) {
  const samples: Sample[] = [];
  const stopped = Promise.withResolvers<void>();
  let isStopped = false;
  const done = (async () => {
    while (!isStopped) {
      samples.push(await takeSample({ ...place, pid: stage.sidetone.pid }));
      await Promise.race([Bun.sleep(SAMPLE_EVERY_MS), stopped.promise]);
    }
  })();
  return {
    newest: () => samples.at(-1),
    async stop() {
      isStopped = true;
      stopped.resolve();
      await done;
      return samples;
    },
  };
}

/** Waits until no call is stored and nothing of one is found, at most for a deadline; then says what is there. */
async function whatIsLeft(
  stage: Stage,
  place: Place,
  callIds: readonly string[],
): Promise<SoakResult["left"]> {
  const { dataDirectory, redisUrl } = place;
  const words = (await readSample("lost-card")).utterances.slice(0, 2).map(({ text }) => text);
  const sought = [...callIds.slice(0, SOUGHT_CALLS / 2), ...callIds.slice(-SOUGHT_CALLS / 2), ...words];
  const endsAt = performance.now() + GONE_DEADLINE_MS;
  for (;;) {
    const { calls } = (await stage.operators("/calls")) as { calls: unknown[] };
    const traces =
      redisUrl === undefined ? filesHolding(dataDirectory, sought) : await keysHolding(redisUrl, sought);
    if ((calls.length === 0 && traces.length === 0) || performance.now() > endsAt) {
      const { storageMb, keys } = await takeSample({ ...place, pid: stage.sidetone.pid });
      return { calls: calls.length, storageMb: Math.round(storageMb * 10) / 10, keys, traces };
    }
    await Bun.sleep(SAMPLE_EVERY_MS);
  }
}
