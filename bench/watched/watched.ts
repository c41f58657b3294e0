/** What being watched costs: the same calls with no console, one, ten, and one that never acknowledges, in turns. */
import { join } from "node:path";
import { type Child, startChild } from "../audio-path/child-calls.ts";
import { measureWindow, type WindowFigures } from "../audio-path/measure.ts";
import { type BenchStage, type Candidate, startBenchStage } from "../audio-path/stage.ts";
import type { Plan, WatchedLevel } from "../plan.ts";
import type { ConsoleReport, OpenConsoles } from "./consoles.ts";
import { LIVELY_FINAL_MS, startLivelyCalls } from "./lively-calls.ts";
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

/** Played before each window, so that what the last one left to do is done, and a pause for consoles makes no difference. */
const LEAD_IN_MS = 1_500;

export async function watched(plan: Plan, say: (line: string) => void): Promise<WatchedFigures[]> {
  const consoles = await startChild({ args: [join(import.meta.dir, "consoles.ts")] });
  const figures: WatchedFigures[] = [];
  try {
    for (const level of plan.watched) {
      const stage = await startBenchStage({ finalEveryMs: LIVELY_FINAL_MS });
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
  const { sidetone, audio } = await startLivelyCalls(stage, calls, level.warmUpMs);
  const windows: Record<Watching, WatchedWindow[]> = { none: [], one: [], ten: [], stuck: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const watching of inTurn(round)) {
      const leadIn = () => sidetone.play({ ...audio, forMs: LEAD_IN_MS });
      const measure = () => measureWindow(stage, sidetone, { ...audio, forMs: windowMs });
      windows[watching].push(await whileWatched(watching, { sidetone, consoles, leadIn, measure }));
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

async function whileWatched(
  watching: Watching,
  parts: {
    sidetone: Candidate;
    consoles: Child;
    leadIn(): Promise<unknown>;
    measure(): Promise<WindowFigures>;
  },
): Promise<WatchedWindow> {
  const { sidetone, consoles, leadIn, measure } = parts;
  const wanted = WATCHINGS[watching];
  if (sidetone.operators === null) throw new Error("this candidate lets no console in");
  await consoles.ask("open", { entrance: sidetone.operators, ...wanted } satisfies OpenConsoles);
  await leadIn();
  await consoles.ask("collect");
  const figures = await measure();
  const report = await consoles.ask<ConsoleReport>("collect");
  await consoles.ask("close");
  if (report.connected < wanted.consoles) throw new Error("a console was dropped while it was measured");
  return { ...figures, consoles: wanted.consoles === 0 ? null : report };
}

/** The order changes every round. */
function inTurn(round: number): Watching[] {
  const states = Object.keys(WATCHINGS) as Watching[];
  const turned = [...states.slice(round % states.length), ...states.slice(0, round % states.length)];
  return round % 2 === 0 ? turned : turned.toReversed();
}
