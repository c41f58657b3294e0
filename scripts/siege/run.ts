/** A siege: people at work, strangers at every door, and the account of what the strangers cost them. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sample } from "../../samples/sample.ts";
import { startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { percentile } from "../../simulators/stage/call-score.ts";
import { type Stage, startStage } from "../../simulators/stage/stage.ts";
import { startVaicProvider } from "../../simulators/stage/vaic-provider.ts";
import { startRedisServer } from "../../test/support/redis-server.ts";
import { assault } from "./assault.ts";
import { DISK_MB_PER_CALL, MOST_DISK_BACK_MB, MOST_RSS_BACK_MB } from "./bounds.ts";
import { workFive9, workVaic } from "./call-work.ts";
import { type Footprint, measureFootprint } from "./footprint.ts";
import { STRANGERS_TEXT } from "./hostile/kinds/events.ts";
import { type LogWatch, watchLog } from "./log-watch.ts";
import type { SiegeOptions } from "./options.ts";
import { workAgents, workOperators } from "./people-work.ts";
import { assaultLine } from "./report.ts";
import { startStrangers } from "./strangers.ts";
import { judge, type SiegeOutcome } from "./verdict.ts";
import { createWorkScore } from "./work-score.ts";

export interface SiegePlan extends SiegeOptions {
  /** How long people work undisturbed before, which is what the rest is measured against. */
  quietMs: number;
  five9Calls: number;
  vaicCalls: number;
  /** Of the calls; 1 is real time. */
  speed: number;
  /** How long memory and disk may take to come back. */
  backWithinMs: number;
  /** Further settings for Sidetone. */
  settings?: Record<string, string>;
}

const AWAIT_MEDIA_MS = 20_000;
/** What is held open is held for this part of the planned time at most. */
const HOLDS_OF_DURATION = 20;
const CALM_LOOK_MS = 1_000;
const QUIET_DEADLINE_MS = 120_000;

export async function runSiege(
  plan: SiegePlan,
  samples: readonly Sample[],
  say: (line: string) => void,
): Promise<SiegeOutcome> {
  await using parts = new AsyncDisposableStack();
  const dataDirectory = await mkdtemp(join(tmpdir(), "sidetone-siege-"));
  parts.defer(() => rm(dataDirectory, { recursive: true, force: true }));
  const redis = plan.redis ? await startRedisServer() : undefined;
  parts.defer(() => redis?.close());
  const provider = await startVaicProvider();
  parts.defer(() => provider.close());
  const pusher = await startPusher();
  parts.defer(() => pusher.close());
  const heard: string[] = [];
  let log: LogWatch | undefined;
  const stage = await startStage({
    dataDirectory,
    settings: {
      ...provider.settings,
      ...{ PUBSUB_DELIVERY: "both", PUSH_AUDIENCE: pusher.audience },
      ...{ PUSH_SERVICE_ACCOUNT: pusher.serviceAccount, PUSH_KEYS_URL: pusher.keysUrl },
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
      // Announced calls are kept as long as the setting says: here not beyond the wait for memory.
      AWAIT_MEDIA_MS: String(AWAIT_MEDIA_MS),
      ...plan.settings,
    },
    onLogLine: (line) => (log === undefined ? heard.push(line) : log.hear(line)),
  });
  parts.defer(() => stage.close());
  log = watchLog({ ...stage.secrets, botToken: provider.botToken, "a stranger's text": STRANGERS_TEXT });
  for (const line of heard) log.hear(line);
  const pids = [stage.sidetone.pid, ...(redis === undefined ? [] : [redis.pid])];
  const measure = () => measureFootprint(pids, dataDirectory);
  return await besiege({ plan, stage, provider, samples, measure, log, say });
}

interface Siege {
  plan: SiegePlan;
  stage: Stage;
  provider: Awaited<ReturnType<typeof startVaicProvider>>;
  samples: readonly Sample[];
  measure(): Promise<Footprint>;
  log: LogWatch;
  say(line: string): void;
}

async function besiege(siege: Siege): Promise<SiegeOutcome> {
  const { plan, stage, provider, samples, measure, log, say } = siege;
  await stage.queuesOpen();
  const score = createWorkScore();
  const liveCalls = new Set<string>();
  const doneCalls = new Set<string>();
  let over = false;
  const people = { stage, score, liveCalls, doneCalls, isOver: () => over };
  const calls = { ...people, provider, samples, speed: plan.speed };
  const startedMs = Date.now();
  const work = Promise.all([
    ...Array.from({ length: plan.five9Calls }, (_, worker) => workFive9(calls, worker)),
    ...Array.from({ length: plan.vaicCalls }, (_, worker) => workVaic(calls, worker)),
    workAgents(people),
    workOperators(people),
  ]);
  const strangers = startStrangers(
    {
      ...{ httpPort: stage.sidetone.httpPort, grpcPort: stage.sidetone.grpcPort },
      ...{ apiKey: stage.secrets.apiKey, trustToken: stage.secrets.trustToken, botToken: provider.botToken },
    },
    plan.seed,
  );
  try {
    await workUndisturbed(plan, () => score.between(startedMs, Date.now()).calls);
    const before = await measure();
    const siegeMs = Date.now();
    say(`Before: ${before.rssMb.toFixed(0)} MB resident, ${before.diskMb.toFixed(1)} MB on disk.`);
    const done = await assault(strangers, {
      ...{
        inputs: plan.inputs,
        durationMs: plan.durationMs,
        longestHoldMs: plan.durationMs / HOLDS_OF_DURATION,
      },
      onBegin: () => strangers.tellCalls([...liveCalls]),
      onEnd: (part) => say(assaultLine(part, score.between(part.fromMs, part.toMs))),
    });
    const calmMs = Date.now();
    say(`Waiting for memory and disk to come back, ${plan.backWithinMs / 1_000} s at most.`);
    const after = await comeBack(siege, before, () => score.between(startedMs, Date.now()).calls);
    over = true;
    await work;
    const quiet = score.between(startedMs, siegeMs);
    const during = score.between(siegeMs, Date.now());
    return await judge({
      ...{ plan, stage, log, say, done, quiet, during, before, after, doneCalls },
      afterCalls: score.between(startedMs, Date.now()).calls,
      p99: (part) => percentile(part.latenciesMs, 0.99),
      seconds: Math.round((Date.now() - startedMs) / 1_000),
      calmSeconds: Math.round((Date.now() - calmMs) / 1_000),
    });
  } finally {
    over = true;
    strangers.close();
    await work;
  }
}

/** For the time planned, and until every kind of call has been heard to its end. */
async function workUndisturbed(
  { quietMs, five9Calls, vaicCalls }: SiegePlan,
  calls: () => number,
): Promise<void> {
  const endMs = Date.now() + QUIET_DEADLINE_MS;
  await Bun.sleep(quietMs);
  while (calls() < five9Calls + vaicCalls && Date.now() < endMs) await Bun.sleep(CALM_LOOK_MS);
}

/** The footprint once it is within the bounds; at the deadline, as it is then. */
async function comeBack(siege: Siege, before: Footprint, calls: () => number): Promise<Footprint> {
  const endMs = Date.now() + siege.plan.backWithinMs;
  for (;;) {
    const now = await siege.measure();
    const isBack =
      now.rssMb - before.rssMb <= MOST_RSS_BACK_MB / 2 &&
      now.diskMb - before.diskMb - calls() * DISK_MB_PER_CALL <= MOST_DISK_BACK_MB / 2;
    if (isBack || Date.now() > endMs) return now;
    await Bun.sleep(CALM_LOOK_MS);
  }
}
