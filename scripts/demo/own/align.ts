/** Lays a speaker's words over the speech in their leg: turns begin and end at pauses, words share a turn by their length. */
import type { SampleUtterance, SampleWord } from "../../../samples/sample.ts";
import type { Turn } from "./dialogue.ts";
import type { Span } from "./find-speech.ts";

/** Letters that a word's own beginning and end count for. */
const WORD_WEIGHT = 2;

const weightOf = (text: string) =>
  text.split(/\s+/).reduce((sum, word) => sum + word.length + WORD_WEIGHT, 0);

/** What a pause is worth as a turn's end, per millisecond of its length; the other speaker's turn is in a long one. */
const PAUSE_WORTH = 1;
const LONGEST_COUNTED_MS = 2_500;
/** Sums of parts may miss a pause by a hair. */
const ROUNDING_MS = 0.5;

/** `turns` are of one speaker, in order; `speech` is not empty. */
export function align(turns: readonly Turn[], speech: readonly Span[]): SampleUtterance[] {
  const axis = speechAxis(speech);
  const total = turns.reduce((sum, { text }) => sum + weightOf(text), 0);
  let weight = 0;
  const wanted = turns.map(({ text }) => {
    weight += weightOf(text);
    return (weight / total) * axis.length;
  });
  const ends = turnEnds(wanted, axis.pauses);
  return turns.map(({ speaker, text }, index) => {
    const words = spread(text, ends[index - 1] ?? 0, ends[index] ?? axis.length, axis);
    const [startMs, endMs] = [words[0]?.startMs ?? 0, words.at(-1)?.endMs ?? 0];
    return { speaker, startMs, endMs, text: words.map(({ word }) => word).join(" "), words };
  });
}

interface Pause {
  /** Its place on the axis of speech. */
  at: number;
  lengthMs: number;
}

/**
 * Where each turn ends: at pauses in ascending order, near the places wanted and long, the best choice of all. The last turn
 * ends with the speech. With fewer pauses than turns the places wanted are all there is to go by.
 */
function turnEnds(wanted: readonly number[], pauses: readonly Pause[]): number[] {
  const inner = wanted.slice(0, -1);
  if (inner.length > pauses.length) return [...wanted];
  const cost = (turn: number, { at, lengthMs }: Pause) =>
    Math.abs(at - (inner[turn] ?? 0)) - PAUSE_WORTH * Math.min(lengthMs, LONGEST_COUNTED_MS);
  const former: Int32Array[] = [];
  let costs = new Float64Array(pauses.length);
  for (const turn of inner.keys()) {
    const next = new Float64Array(pauses.length).fill(Number.POSITIVE_INFINITY);
    const from = new Int32Array(pauses.length);
    let best = turn === 0 ? -1 : 0;
    for (const [index, pause] of pauses.entries()) {
      if (turn === 0) next[index] = cost(turn, pause);
      else if (index > 0) {
        if ((costs[index - 1] ?? 0) < (costs[best] ?? 0)) best = index - 1;
        next[index] = (costs[best] ?? 0) + cost(turn, pause);
      }
      from[index] = best;
    }
    costs = next;
    former.push(from);
  }
  const ends = [wanted.at(-1) ?? 0];
  let index = costs.indexOf(Math.min(...costs));
  for (const from of former.toReversed()) {
    ends.unshift(pauses[index]?.at ?? 0);
    index = from[index] ?? 0;
  }
  return ends;
}

interface SpeechAxis {
  /** Milliseconds of speech without the pauses. */
  length: number;
  pauses: Pause[];
  /** Call time at a place of the axis; at a pause its end for a word's beginning, its start for a word's end. */
  toMs(at: number, side: "start" | "end"): number;
}

function speechAxis(speech: readonly Span[]): SpeechAxis {
  let sum = 0;
  const places = speech.map(({ startMs, endMs }) => {
    const from = sum;
    sum += endMs - startMs;
    return { startMs, endMs, from, to: sum };
  });
  return {
    length: sum,
    pauses: places.slice(0, -1).map(({ to, endMs }, index) => ({
      at: to,
      lengthMs: (places[index + 1]?.startMs ?? endMs) - endMs,
    })),
    toMs(at, side) {
      const place =
        side === "start"
          ? (places.find(({ to }) => at < to - ROUNDING_MS) ?? places.at(-1))
          : (places.findLast(({ from }) => at > from + ROUNDING_MS) ?? places[0]);
      return Math.round((place?.startMs ?? 0) + at - (place?.from ?? 0));
    },
  };
}

function spread(text: string, from: number, to: number, axis: SpeechAxis): SampleWord[] {
  const total = weightOf(text);
  let at = from;
  return text.split(/\s+/).map((word) => {
    const start = at;
    at += ((to - from) * (word.length + WORD_WEIGHT)) / total;
    return { word, startMs: axis.toMs(start, "start"), endMs: axis.toMs(at, "end") };
  });
}
