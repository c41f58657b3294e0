/** What keeping records costs: starts, rest, events and appends, of the version before SQLite and of this one, in turns. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startPusher } from "../../simulators/pubsub-push/pusher.ts";
import { percentile } from "../../simulators/stage/call-score.ts";
import { startChild } from "../audio-path/child-calls.ts";
import { startBenchStage } from "../audio-path/stage.ts";
import type { Plan, StoragePlan } from "../plan.ts";
import { type EventStream, openEventStream } from "./events.ts";
import { type Measurements, rowsOf, type StorageRow, type StorageSubject } from "./figures.ts";
import { FORMER_COMMIT, prepareFormerTree } from "./former-tree.ts";
import { idleCpuPercent, measureStart, type StartFigures, untilAtRest } from "./starts.ts";
import { type Running, type StartVersion, startVersion, type Version } from "./versions.ts";

const OURS = resolve(import.meta.dir, "../..");
const CHUNK_MS = 100;
/** The first sweep is over then. */
const STARTED_FOR_MS = 45_000;
/** Before the legs' first measured window. */
const LEGS_WARM_UP_MS = 4_000;

export interface StorageFigures {
  /** The commit that was measured as "before"; null if it is not available. */
  former: string | null;
  legs: number;
  rows: StorageRow[];
  measurements: Measurements;
}

interface Bench {
  plan: StoragePlan;
  stage: Awaited<ReturnType<typeof startBenchStage>>;
  pusher: Awaited<ReturnType<typeof startPusher>>;
  /** Where each start has its data. */
  directory: string;
  trees: { version: Version; tree: string }[];
  note(version: Version, figures: Partial<Record<StorageSubject, number>>): void;
  say(line: string): void;
}

type Live = Running & { events: EventStream; startedAt: number };

export async function storage({ storage: plan }: Plan, say: (line: string) => void): Promise<StorageFigures> {
  const former = await prepareFormerTree();
  if ("skipped" in former) say(former.skipped);
  const trees: Bench["trees"] = [{ version: "after", tree: OURS }];
  if ("path" in former) trees.unshift({ version: "before", tree: former.path });
  const measurements: Measurements = { before: {}, after: {} };
  const note: Bench["note"] = (version, figures) => {
    for (const [subject, value] of Object.entries(figures) as [StorageSubject, number][]) {
      const kept = measurements[version];
      kept[subject] = [...(kept[subject] ?? []), value];
    }
    const told = Object.entries(figures).map(([name, value]) => `${name} ${Math.round(value * 100) / 100}`);
    say(`${version}: ${told.join(", ")}`);
  };
  const directory = await mkdtemp(join(tmpdir(), "sidetone-bench-storage-"));
  const pusher = await startPusher();
  const stage = await startBenchStage();
  const bench = { plan, stage, pusher, directory, trees, note, say };
  try {
    const live = await measureStarts(bench);
    await measureWarmEvents(bench, live);
    await measureRest(bench, live);
    await measureBesideLegs(bench, live);
    for (const { events } of live) events.close();
    await measureAppends(bench);
  } finally {
    await stage.close();
    await pusher.close();
    await rm(directory, { recursive: true, force: true });
  }
  const isCompared = "path" in former;
  return {
    former: isCompared ? FORMER_COMMIT : null,
    legs: plan.legs,
    rows: rowsOf(measurements),
    measurements,
  };
}

/** A first and a later start in the same directory, each round with a new one. What started last is given back. */
async function measureStarts(bench: Bench): Promise<Live[]> {
  const { plan, stage, pusher, directory, note } = bench;
  const live = new Map<Version, Live>();
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const { version, tree } of inTurn(bench.trees, round)) {
      const how: StartVersion = { version, tree, dataDirectory: join(directory, `${version}-${round}`) };
      const first = await measureStart(() => startVersion(stage, pusher, how));
      note(version, startRow("first", first.figures));
      await first.started.candidate.stop();
      const startedAt = performance.now();
      const later = await measureStart(() => startVersion(stage, pusher, how));
      note(version, { ...startRow("later", later.figures), residentMb: later.figures.rssMb });
      const events = await openEventStream(later.started, pusher);
      note(version, { youngEvent: await events.cpuMicrosPerEvent(plan.youngEvents) });
      if (round < plan.rounds - 1) {
        events.close();
        await later.started.candidate.end();
      } else live.set(version, { ...later.started, events, startedAt });
    }
  }
  return bench.trees.flatMap(({ version }) => live.get(version) ?? []);
}

function startRow(which: "first" | "later", { readyCpuMs, readyWallMs, restedCpuMs }: StartFigures) {
  return {
    [`${which}ReadyCpu`]: readyCpuMs,
    [`${which}ReadyWall`]: readyWallMs,
    [`${which}RestedCpu`]: restedCpuMs,
  };
}

async function measureWarmEvents({ plan, note }: Bench, live: readonly Live[]): Promise<void> {
  for (const { events } of live) await events.cpuMicrosPerEvent(plan.warmUpEvents);
  for (let round = 0; round < plan.windows; round += 1) {
    for (const { version, events } of inTurn(live, round)) {
      note(version, { warmEvent: await events.cpuMicrosPerEvent(plan.eventsPerWindow) });
    }
  }
}

/** Side by side, both idle, after each has finished the work of its start. */
async function measureRest({ plan, note }: Bench, live: readonly Live[]): Promise<void> {
  for (const { candidate, startedAt } of live) {
    await Bun.sleep(Math.max(0, startedAt + STARTED_FOR_MS - performance.now()));
    await untilAtRest(candidate);
  }
  for (let round = 0; round < plan.rounds; round += 1) {
    await Promise.all(
      live.map(async ({ version, candidate }) => {
        note(version, { idlePercent: await idleCpuPercent(candidate, plan.idleMs) });
      }),
    );
  }
}

async function measureBesideLegs({ plan, note }: Bench, live: readonly Live[]): Promise<void> {
  const audio = { chunkMs: CHUNK_MS, speaking: plan.legs, arrival: "even" as const };
  for (const { candidate } of live) {
    await candidate.open(plan.legs);
    await candidate.play({ ...audio, forMs: LEGS_WARM_UP_MS });
  }
  for (let round = 0; round < plan.windows; round += 1) {
    for (const { version, candidate, events } of inTurn(live, round)) {
      const [timesMs] = await Promise.all([
        events.answerTimesMs(plan.eventsPerSecond, plan.windowMs),
        candidate.play({ ...audio, forMs: plan.windowMs }),
      ]);
      note(version, { answerP50: percentile(timesMs, 0.5), answerP99: percentile(timesMs, 0.99) });
    }
  }
}

/** Storage by itself, in a process that does nothing else. */
async function measureAppends({ plan, directory, trees, note }: Bench): Promise<void> {
  for (const { version, tree } of trees) {
    const child = await startChild({
      args: [join(import.meta.dir, "append-child.ts"), tree, join(directory, `${version}-append`)],
    });
    try {
      await child.ask("append", plan.warmUpEvents);
      for (let round = 0; round < plan.windows; round += 1) {
        note(version, { append: await child.ask<number>("append", plan.eventsPerWindow) });
      }
    } finally {
      await child.end();
    }
  }
}

/** Who goes first changes every round. */
function inTurn<T>(all: readonly T[], round: number): readonly T[] {
  return round % 2 === 0 ? all : all.toReversed();
}
