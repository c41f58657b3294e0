/**
 * Live calls with about five events a second each, which come in at the real doors and pass through the real charts. A call
 * has two legs; each sends 100 ms of audio every 400 ms, and the stand-in answers each piece with a final. So little audio
 * leaves room for a thousand calls on a machine that also plays them.
 */
import type { PlayAudio } from "../audio-path/load.ts";
import { measureWindow, type WindowFigures } from "../audio-path/measure.ts";
import type { BenchStage, Candidate } from "../audio-path/stage.ts";

/** For the stage: how much audio a final covers. */
export const LIVELY_FINAL_MS = 100;
export const LIVELY_EVENTS_PER_SECOND = 5;
const LEGS_PER_CALL = 2;
/** What was received before a stream was open is replayed first; with p99 below this, that is over. */
const CAUGHT_UP_MS = 500;
const WARM_UPS_MAX = 8;

export interface LivelyCalls {
  readonly sidetone: Candidate;
  readonly audio: Omit<PlayAudio, "target" | "forMs">;
  /** The last window of warming up, without consoles. */
  readonly warmUp: WindowFigures;
}

/** Resolves once the calls have caught up, or where they do not: then figures show it as latency and events that lack. */
export async function startLivelyCalls(
  stage: BenchStage,
  calls: number,
  warmUpMs: number,
): Promise<LivelyCalls> {
  const sidetone = await stage.start("sidetone");
  const speaking = calls * LEGS_PER_CALL;
  await sidetone.open(speaking);
  const audio = { chunkMs: 100, beatMs: 400, arrival: "even", speaking } as const;
  const measure = () => measureWindow(stage, sidetone, { ...audio, forMs: warmUpMs });
  let warmUp = await measure();
  for (let windows = 1; windows < WARM_UPS_MAX && !(warmUp.p99Ms < CAUGHT_UP_MS); windows += 1) {
    warmUp = await measure();
  }
  return { sidetone, audio, warmUp };
}
