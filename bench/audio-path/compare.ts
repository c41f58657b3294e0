/** CPU per message and latency of Sidetone against the bare pass-through, side by side in one run. */
import { BUSY_FROM } from "../../src/audio/flush-tick.ts";
import type { Plan } from "../plan.ts";
import { median, round } from "../statistics.ts";
import type { PlayAudio } from "./load.ts";
import { measureWindow, type WindowFigures } from "./measure.ts";
import { type Candidate, type CandidateName, startBenchStage } from "./stage.ts";

/** Sidetone's default COALESCE_MS. */
const JOINING_MS = 100;
const CHUNKS_MS = [100, 20] as const;

export interface Comparison {
  chunkMs: number;
  legs: number;
  /** How many of them speak at a time. */
  speaking: number;
  arrival: PlayAudio["arrival"];
  cpuMicros: Record<CandidateName, number>;
  /** What receiving alone takes of the bare one's: the least any joining could leave. */
  receiveShare: number;
  /** Sidetone's CPU per message over the bare one's: the median of the rounds' ratios, and their range. */
  cpuRatio: { median: number; least: number; most: number };
  latencyMs: Record<"bare" | "sidetone", { p50: number; p99: number }>;
  /** How long audio may wait by design: to be joined. */
  designedWaitMs: number;
  /** 99 of 100 chunks came at most so much later than bare ones and the designed wait. May be negative. */
  addedP99Ms: number;
  /** 0 if every byte of both came in order. */
  misplaced: number;
  windows: Record<CandidateName, WindowFigures[]>;
}

export async function compare(plan: Plan, say: (line: string) => void): Promise<Comparison[]> {
  const stage = await startBenchStage();
  const comparisons: Comparison[] = [];
  try {
    const candidates = [
      await stage.start("bare"),
      await stage.start("receiveOnly"),
      await stage.start("sidetone"),
    ];
    let open = 0;
    for (const legs of plan.legs) {
      for (const candidate of candidates) await candidate.open(legs - open);
      const isFirst = open === 0;
      open = legs;
      const beats = CHUNKS_MS.map((chunkMs) => ({ chunkMs, arrival: "even" as PlayAudio["arrival"] }));
      if (legs === 300) beats.push({ chunkMs: 100, arrival: "same-tick" });
      for (const { chunkMs, arrival } of beats) {
        const speaking = Math.min(legs, Math.floor((plan.maxRate * chunkMs) / 1_000));
        const audio = { chunkMs, arrival, speaking };
        const windows: Comparison["windows"] = { bare: [], receiveOnly: [], sidetone: [] };
        await warmUp(
          candidates,
          { ...audio, forMs: plan.windowMs },
          plan.warmUps[isFirst ? "first" : "later"],
        );
        for (let index = 0; index < plan.rounds; index += 1) {
          for (const candidate of inTurn(candidates, index)) {
            const figures = await measureWindow(stage, candidate, { ...audio, forMs: plan.windowMs });
            windows[candidate.name].push(figures);
          }
        }
        const comparison = summarise({ ...audio, legs }, windows);
        comparisons.push(comparison);
        const { cpuMicros, cpuRatio, addedP99Ms } = comparison;
        say(
          `${legs} legs, ${chunkMs} ms, ${arrival}: CPU ${cpuMicros.sidetone} against ${cpuMicros.bare} us a message, ` +
            `${cpuRatio.median} times (${cpuRatio.least}-${cpuRatio.most}); p99 ${addedP99Ms} ms beyond the designed wait`,
        );
      }
    }
  } finally {
    await stage.close();
  }
  return comparisons;
}

/** In turns: a leg that is left alone for two minutes is closed. */
async function warmUp(
  candidates: readonly Candidate[],
  audio: Omit<PlayAudio, "target">,
  times: number,
): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const candidate of candidates) await candidate.play(audio);
  }
}

/** Who goes first changes every round. */
function inTurn(candidates: readonly Candidate[], index: number): readonly Candidate[] {
  return index % 2 === 0 ? candidates : candidates.toReversed();
}

function summarise(
  what: Pick<Comparison, "chunkMs" | "legs" | "speaking" | "arrival">,
  windows: Comparison["windows"],
): Comparison {
  const ratios = ratiosToBare(windows, "sidetone");
  const latencyMs = { bare: latencyOf(windows.bare), sidetone: latencyOf(windows.sidetone) };
  const designedWaitMs = designedWaitOf(what);
  return {
    ...what,
    cpuMicros: {
      bare: cpuOf(windows.bare),
      receiveOnly: cpuOf(windows.receiveOnly),
      sidetone: cpuOf(windows.sidetone),
    },
    receiveShare: round(median(ratiosToBare(windows, "receiveOnly"))),
    cpuRatio: {
      median: round(median(ratios)),
      least: round(Math.min(...ratios)),
      most: round(Math.max(...ratios)),
    },
    latencyMs,
    designedWaitMs,
    addedP99Ms: round(latencyMs.sidetone.p99 - latencyMs.bare.p99 - designedWaitMs, 1),
    misplaced: [...windows.bare, ...windows.sidetone].reduce((sum, { misplaced }) => sum + misplaced, 0),
    windows,
  };
}

/** Neither few chunks are joined nor whole ones. */
function designedWaitOf({ chunkMs, speaking }: Pick<Comparison, "chunkMs" | "speaking">): number {
  return chunkMs >= JOINING_MS || (speaking * 1_000) / chunkMs < BUSY_FROM ? 0 : JOINING_MS;
}

function ratiosToBare(windows: Comparison["windows"], name: CandidateName): number[] {
  return windows[name].map(
    ({ cpuMicrosPerMessage }, index) =>
      cpuMicrosPerMessage / (windows.bare[index]?.cpuMicrosPerMessage ?? Number.NaN),
  );
}

const cpuOf = (windows: WindowFigures[]) =>
  round(median(windows.map(({ cpuMicrosPerMessage }) => cpuMicrosPerMessage)), 1);

const latencyOf = (windows: WindowFigures[]) => ({
  p50: round(median(windows.map(({ p50Ms }) => p50Ms)), 1),
  p99: round(median(windows.map(({ p99Ms }) => p99Ms)), 1),
});
