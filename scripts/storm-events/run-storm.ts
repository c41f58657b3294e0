/** A storm of keyed MediaStream events on a running Sidetone that is killed again and again, and what became of each. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postCti } from "../../simulators/five9/webhooks.ts";
import { type Pusher, startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { newCallId, type Stage, startStage } from "../../simulators/stage/stage.ts";
import { jobsSchema } from "../../src/contract/operations.ts";
import { startRedisServer, type TestRedisServer } from "../../test/support/redis-server.ts";
import { countEffects, type Effects } from "./count-effects.ts";
import { callsOf, planEvents } from "./event-plan.ts";
import { type PostedEvents, postEvents } from "./post-events.ts";
import type { Phase, ProbeFigures } from "./probe.ts";
import { probeAssist } from "./probe-assist.ts";
import { probeCalls } from "./probe-calls.ts";

export interface StormPlan {
  events: number;
  /** Over which they are posted. */
  durationMs: number;
  /** Jobs and records in a redis-server that keeps what it has acknowledged; else in the embedded database. */
  redis: boolean;
  /** Shares of the events taken, at which Sidetone is killed with SIGKILL. */
  killsAt: readonly number[];
  /** The same for Redis. */
  redisKillsAt: readonly number[];
  /** How long running calls are looked at before and after. */
  calmMs: number;
  say(sentence: string): void;
}

export interface StormResult extends PostedEvents, Effects {
  ok: boolean;
  events: number;
  kills: number;
  redisRestarts: number;
  deadLetters: number;
  /** From the first event to the last job done. */
  seconds: number;
  eventsPerSecond: number;
  /** Of a running call: its CTI events, and suggestions on their way to its desktop. */
  latency: Record<Phase, ProbeFigures>;
  assistLatency: Record<Phase, ProbeFigures>;
}

const WORK_DEADLINE_MS = 900_000;
const LOOK_MS = 200;

export async function runEventStorm(plan: StormPlan): Promise<StormResult> {
  const folder = await mkdtemp(join(tmpdir(), "sidetone-event-storm-"));
  const pusher = await startPusher();
  const parts: Parts = { redis: undefined };
  try {
    if (plan.redis) parts.redis = await startRedisServer({ keepIn: folder });
    const calls = callsOf(plan.events);
    const stage = await startStage({
      dataDirectory: join(folder, "data"),
      settings: {
        // Half of the places may be taken by announced calls; none of them is to give up.
        ...{ MAX_STREAMS: String(calls * 2 + 100), AWAIT_MEDIA_MS: "3600000" },
        ...{ PUBSUB_DELIVERY: "both", PUSH_AUDIENCE: pusher.audience },
        ...{ PUSH_SERVICE_ACCOUNT: pusher.serviceAccount, PUSH_KEYS_URL: pusher.keysUrl },
        ...(parts.redis === undefined ? {} : { REDIS_URL: parts.redis.url }),
      },
    });
    try {
      return await storm({ plan, stage, pusher, parts, folder });
    } finally {
      await stage.close();
    }
  } finally {
    await Promise.all([parts.redis?.close(), pusher.close()]);
    await rm(folder, { recursive: true, force: true });
  }
}

interface Parts {
  redis: TestRedisServer | undefined;
}

interface Storm {
  plan: StormPlan;
  stage: Stage;
  pusher: Pusher;
  parts: Parts;
  folder: string;
}

async function storm({ plan, stage, pusher, parts, folder }: Storm): Promise<StormResult> {
  const { say } = plan;
  const { callIds, events } = planEvents(plan.events, Date.now());
  const webhooks = { httpBaseUrl: stage.httpBaseUrl, apiKey: stage.secrets.apiKey };
  const watchedCallId = newCallId();
  for (const callId of [...callIds, watchedCallId]) {
    const { status } = await postCti(webhooks, callId, `session-${callId}`);
    if (status !== 200) throw new Error(`a call could not be announced: ${status}`);
  }
  say(`${callIds.length} calls announced.`);
  const probes = [probeCalls(stage), probeAssist(stage, pusher, watchedCallId)] as const;
  await Bun.sleep(plan.calmMs);
  for (const probe of probes) probe.enter("during");
  const startMs = performance.now();
  const disturbances = [
    ...plan.killsAt.map((share) => ({ share, isRedis: false })),
    ...plan.redisKillsAt.map((share) => ({ share, isRedis: true })),
  ].toSorted((one, other) => one.share - other.share);
  const counts = { kills: 0, redisRestarts: 0 };
  let disturbing = Promise.resolve();
  const disturb = async (isRedis: boolean) => {
    if (isRedis && parts.redis !== undefined) {
      await parts.redis.kill();
      parts.redis = await startRedisServer({ keepIn: folder, port: parts.redis.port });
      counts.redisRestarts += 1;
      say("Redis was killed and is up again.");
    } else if (!isRedis) {
      await stage.restart("kill");
      counts.kills += 1;
      say("Sidetone was killed and is up again.");
    }
  };
  const posted = await postEvents({
    events,
    httpBaseUrl: () => stage.httpBaseUrl,
    apiKey: stage.secrets.apiKey,
    durationMs: plan.durationMs,
    onTaken(taken) {
      const [next] = disturbances;
      if (next === undefined || taken < next.share * events.length) return;
      disturbances.shift();
      disturbing = disturbing.then(() => disturb(next.isRedis));
    },
  });
  await disturbing;
  say(`${posted.taken} events taken, ${posted.repeated} posts repeated.`);
  const deadLetters = await workedOff(stage);
  const seconds = (performance.now() - startMs) / 1_000;
  for (const probe of probes) probe.enter("after");
  await Bun.sleep(plan.calmMs);
  const [latency, assistLatency] = [await probes[0].stop(), await probes[1].stop()];
  const effects = await countEffects(stage, events);
  const isWhole = effects.lost === 0 && effects.doubled === 0 && posted.refused === 0 && deadLetters === 0;
  const isDisturbed =
    counts.kills === plan.killsAt.length && counts.redisRestarts === plan.redisKillsAt.length;
  return {
    ok: isWhole && isDisturbed && effects.once === plan.events,
    events: plan.events,
    ...posted,
    ...effects,
    ...counts,
    deadLetters,
    seconds: Math.round(seconds * 10) / 10,
    eventsPerSecond: Math.round(plan.events / seconds),
    latency,
    assistLatency,
  };
}

/** Resolves with the number of dead letters when no job waits any more. */
async function workedOff(stage: Stage): Promise<number> {
  const endMs = Date.now() + WORK_DEADLINE_MS;
  for (;;) {
    const queue = jobsSchema
      .parse(await stage.operators("/jobs"))
      .queues.find(({ name }) => name === "mediastream");
    const { waiting = 0, active = 0, delayed = 0, deadLetters = 0 } = queue?.counts ?? {};
    if (queue !== undefined && waiting + active + delayed === 0) return deadLetters;
    if (Date.now() > endMs) throw new Error(`${waiting + active + delayed} jobs are still not done`);
    await Bun.sleep(LOOK_MS);
  }
}
