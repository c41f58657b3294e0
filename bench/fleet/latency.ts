/** From the push of an event to the agent's screen: at one process without Redis and at fleets of 1 to 5, in turns. */
import { randomBytes } from "node:crypto";
import { type Pusher, startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { startRedisServer } from "../../test/support/redis-server.ts";
import { type BenchStage, type Candidate, startBenchStage } from "../audio-path/stage.ts";
import type { FleetPlan, Plan } from "../plan.ts";
import { median, round } from "../statistics.ts";
import { type EventStream, openEventStream } from "../storage/events.ts";
import { pushedTo } from "../storage/versions.ts";
import { ratios, type Spread } from "./summarise.ts";

export interface LatencyRow {
  instances: number;
  /** Median of the rounds' medians, in milliseconds; of the process without Redis in the same rounds. */
  screenMs: number;
  embeddedMs: number;
  /** Of each round. */
  ratio: Spread;
}

export async function eventLatency(plan: Plan, say: (line: string) => void): Promise<LatencyRow[]> {
  const pusher = await startPusher();
  const server = await startRedisServer();
  const stage = await startBenchStage();
  const launchKey = randomBytes(24).toString("hex");
  try {
    const start = (settings = {}) =>
      stage.start("sidetone", { settings: { ...pushedTo(pusher, launchKey), ...settings } });
    const embedded = [await start()];
    const shared: Candidate[] = [];
    const rows: LatencyRow[] = [];
    while (shared.length < plan.fleet.instances) {
      shared.push(await start({ REDIS_URL: server.url }));
      const row = await measureLevel({ embedded, shared }, { pusher, launchKey }, plan.fleet.latency);
      rows.push(row);
      say(
        `fleet of ${row.instances}: ${row.screenMs} ms from push to screen, ${row.ratio.median} times embedded`,
      );
    }
    return rows;
  } finally {
    await closeAll(stage, pusher);
    await server.close();
  }
}

async function closeAll(stage: BenchStage, pusher: Pusher): Promise<void> {
  await stage.close();
  await pusher.close();
}

/** In a fleet of two or more the event comes to the first instance, and its desktop is at the last. */
async function measureLevel(
  groups: { embedded: Candidate[]; shared: Candidate[] },
  { pusher, launchKey }: { pusher: Pusher; launchKey: string },
  { rounds, events, warmUpEvents }: FleetPlan["latency"],
): Promise<LatencyRow> {
  const streams: EventStream[] = [];
  const open = async (candidates: Candidate[]): Promise<EventStream> => {
    const [first, last] = [candidates[0], candidates.at(-1)];
    if (!first?.operators || !last?.operators) throw new Error("a process has no pages");
    const at = { httpBaseUrl: first.operators.url, desktopAt: last.operators.url };
    const stream = await openEventStream({ candidate: first, launchKey, ...at }, pusher);
    streams.push(stream);
    return stream;
  };
  try {
    const ways = { embedded: await open(groups.embedded), shared: await open(groups.shared) };
    for (const way of [ways.embedded, ways.shared]) await way.screenTimesMs(warmUpEvents);
    const taken: { embedded: number[]; shared: number[] } = { embedded: [], shared: [] };
    for (let turn = 0; turn < rounds; turn += 1) {
      const names = ["embedded", "shared"] as const;
      for (const name of turn % 2 === 0 ? names : names.toReversed())
        taken[name].push(median(await ways[name].screenTimesMs(events)));
    }
    return {
      instances: groups.shared.length,
      screenMs: round(median(taken.shared)),
      embeddedMs: round(median(taken.embedded)),
      ratio: ratios(taken.shared, taken.embedded),
    };
  } finally {
    for (const stream of streams) stream.close();
  }
}
