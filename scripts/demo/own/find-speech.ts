/** Where somebody speaks in a leg, by its loudness. */
import { SAMPLES_PER_MS } from "./murmur.ts";

export interface Span {
  startMs: number;
  endMs: number;
}

const FRAME_MS = 20;
/** Mean level of a frame, at 16 bits, below which nothing counts as speech. */
const LEAST_LEVEL = 150;
/** Speech is this much louder than what lies under it. */
const OVER_FLOOR = 3;
const FLOOR_SHARE = 0.2;
/** Of seconds in which somebody may speak with hardly a pause. */
const LIVE_FLOOR_SHARE = 0.05;
/** Shorter pauses are part of a word. */
const BRIDGED_MS = 200;
const SHORTEST_MS = 60;

export function findSpeech(leg: Float64Array | Int16Array): Span[] {
  const levels = levelsOf(leg);
  const loudest = Math.max(0, ...chunkPeaks(levels));
  // Where somebody speaks all the time the floor is speech itself.
  const limit = Math.min(floorOf(levels, FLOOR_SHARE) * OVER_FLOOR, loudest / 4);
  return spansOver(levels, limit);
}

/** The same for the last seconds of a microphone: where nobody speaks, its noise is no speech, however loud. */
export function findLiveSpeech(heard: Int16Array): Span[] {
  const levels = levelsOf(heard);
  return spansOver(levels, floorOf(levels, LIVE_FLOOR_SHARE) * OVER_FLOOR);
}

const floorOf = (levels: Float64Array, share: number) =>
  levels.toSorted()[Math.floor(levels.length * share)] ?? 0;

function spansOver(levels: Float64Array, wanted: number): Span[] {
  const limit = Math.max(LEAST_LEVEL, wanted);
  const spans: Span[] = [];
  for (const [index, level] of levels.entries()) {
    if (level < limit) continue;
    const startMs = index * FRAME_MS;
    const last = spans.at(-1);
    if (last !== undefined && startMs - last.endMs <= BRIDGED_MS) last.endMs = startMs + FRAME_MS;
    else spans.push({ startMs, endMs: startMs + FRAME_MS });
  }
  return spans.filter(({ startMs, endMs }) => endMs - startMs >= SHORTEST_MS);
}

function levelsOf(leg: Float64Array | Int16Array): Float64Array {
  const frame = FRAME_MS * SAMPLES_PER_MS;
  return Float64Array.from({ length: Math.floor(leg.length / frame) }, (_, index) => {
    let sum = 0;
    for (let at = index * frame; at < (index + 1) * frame; at++) sum += Math.abs(leg[at] ?? 0);
    return sum / frame;
  });
}

/** A call's levels are too many to be arguments of one function. */
function chunkPeaks(levels: Float64Array): number[] {
  const peaks: number[] = [];
  for (let at = 0; at < levels.length; at += 1_000) peaks.push(Math.max(...levels.subarray(at, at + 1_000)));
  return peaks;
}
