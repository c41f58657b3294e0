/** What being watched costs: the same calls with no console, one, ten, and one that never acknowledges, in turns. */
import { join } from "node:path";
import { type Child, startChild } from "../audio-path/child-calls.ts";
import type { PlayAudio } from "../audio-path/load.ts";
import { measureWindow, type WindowFigures } from "../audio-path/measure.ts";
import { type BenchStage, type Candidate, startBenchStage } from "../audio-path/stage.ts";
import type { Plan, WatchedLevel } from "../plan.ts";
import type { ConsoleReport, OpenConsoles } from "./consoles.ts";
import { summarise, type WatchedFigures } from "./summarise.ts";

export const WATCHINGS = {
  none: { consoles: 0, acknowledges: true },
  one: { consoles: 1, acknowledges: true },
  ten: { consoles: 10, acknowledges: true },
  stuck: { consoles: 1, acknowledges: false },
} as const;
export type Watching = keyof typeof WATCHINGS;

/** One state, for one window. */
export interface WatchedWindow extends WindowFigures {
  consoles: ConsoleReport | null;
}

/**
 * Two legs a call. Each sends 100 ms of audio every 400 ms, and each piece is answered with a final: five events a call
 * and second that come through the real doors and go through the real charts.
 */
const LEGS_PER_CALL = 2;
const AUDIO = { chunkMs: 100, beatMs: 400, arrival: "even" as const };
const FINAL_EVERY_MS = 100;
/** What was received before a stream was open is replayed first; with p99 below this, that is over. */
const CAUGHT_UP_MS = 500;
const WARM_UPS_MAX = 8;

export async function watched(plan: Plan, say: (line: string) => void): Promise<WatchedFigures[]> {
  const consoles = await startChild({ args: [join(import.meta.dir, "consoles.ts")] });
  const figures: WatchedFigures[] = [];
  try {
    for (const level of plan.watched) {
      const stage = await startBenchStage({ finalEveryMs: FINAL_EVERY_MS });
      try {
        figures.push(await measureLevel(stage, consoles, level, say));
      } finally {
        await stage.close();
      }
    }
  } finally {
    await consoles.end();
  }
  return figures;
}

async function measureLevel(
  stage: BenchStage,
  consoles: Child,
  level: WatchedLevel,
  say: (line: string) => void,
): Promise<WatchedFigures> {
  const { calls, rounds, windowMs } = level;
  const sidetone = await stage.start("sidetone");
  const legs = calls * LEGS_PER_CALL;
  await sidetone.open(legs);
  const audio = { ...AUDIO, speaking: legs };
  await catchUp(stage, sidetone, { ...audio, forMs: level.warmUpMs });
  const windows: Record<Watching, WatchedWindow[]> = { none: [], one: [], ten: [], stuck: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const watching of inTurn(round)) {
      const measure = () => measureWindow(stage, sidetone, { ...audio, forMs: windowMs });
      windows[watching].push(await whileWatched(watching, { sidetone, consoles, measure }));
    }
  }
  const figures = summarise(level, windows);
  for (const { watching, cpuMicros, cpuRatio, latencyMs } of figures.states) {
    const { median, least, most } = cpuRatio;
    const { p50, p99 } = latencyMs;
    say(
      `${calls} calls, ${watching}: ${cpuMicros} us a call and second, ${median} times (${least}-${most}), ` +
        `p50 ${p50} ms, p99 ${p99} ms`,
    );
  }
  return figures;
}

/** Ends also where the machine cannot play so many calls: the windows show it as latency and as events that lack. */
async function catchUp(stage: BenchStage, sidetone: Candidate, audio: Omit<PlayAudio, "target">) {
  await sidetone.play(audio);
  for (let warmUps = 1; warmUps < WARM_UPS_MAX; warmUps += 1) {
    if ((await measureWindow(stage, sidetone, audio)).p99Ms < CAUGHT_UP_MS) return;
  }
}

async function whileWatched(
  watching: Watching,
  parts: { sidetone: Candidate; consoles: Child; measure(): Promise<WindowFigures> },
): Promise<WatchedWindow> {
  const { sidetone, consoles, measure } = parts;
  const wanted = WATCHINGS[watching];
  if (wanted.consoles === 0 || sidetone.operators === null) return { ...(await measure()), consoles: null };
  await consoles.ask("open", { entrance: sidetone.operators, ...wanted } satisfies OpenConsoles);
  await consoles.ask("collect");
  const figures = await measure();
  const report = await consoles.ask<ConsoleReport>("collect");
  await consoles.ask("close");
  if (report.connected < wanted.consoles) throw new Error("a console was dropped while it was measured");
  return { ...figures, consoles: report };
}

/** Who goes first changes every round. */
function inTurn(round: number): Watching[] {
  const states = Object.keys(WATCHINGS) as Watching[];
  return [...states.slice(round % states.length), ...states.slice(0, round % states.length)];
}
