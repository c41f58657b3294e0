/** Holds the audio a call says is missing against the words that did not arrive. */
import type { Sample, SampleSpeaker } from "../../samples/sample.ts";
import { wordsOf } from "../../simulators/stage/word-check.ts";
import type { CallRecord } from "./call-record.ts";

export interface MissingRange {
  speaker: SampleSpeaker;
  fromMs: number;
  toMs: number;
}

/** A word needs nearly all of its audio to be recognised (the simulated recogniser's share). */
const NEEDED_SHARE = 0.98;

/** What the operators are shown as missing. */
export function missingInHistory({ history }: Pick<CallRecord, "history">): MissingRange[] {
  return history.filter(({ event }) => event === "audio.missing").map(({ detail = {} }) => rangeOf(detail));
}

/** What the log says is missing from a call. */
export function missingInLog(logLines: readonly string[], callKey: string): MissingRange[] {
  return logLines
    .filter((line) => line.includes('"audio will not be recognised"') && line.includes(`"${callKey}"`))
    .map((line) => rangeOf(JSON.parse(line) as Record<string, unknown>));
}

export function totalMs(ranges: readonly MissingRange[], speaker: SampleSpeaker): number {
  return ranges
    .filter((range) => range.speaker === speaker)
    .reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
}

/** The words that cannot have been recognised for want of these ranges, as they are compared. */
export function wordsWithin(sample: Sample, ranges: readonly MissingRange[]): string[] {
  return sample.utterances.flatMap(({ speaker, words }) =>
    words
      .filter(({ startMs, endMs }) => {
        const own = ranges.filter((range) => range.speaker === speaker);
        const missingMs = own.reduce(
          (sum, { fromMs, toMs }) => sum + Math.max(0, Math.min(toMs, endMs) - Math.max(fromMs, startMs)),
          0,
        );
        return endMs - startMs - missingMs < NEEDED_SHARE * (endMs - startMs);
      })
      .flatMap(({ word }) => wordsOf(word)),
  );
}

function rangeOf({ speaker, fromMs, toMs }: Record<string, unknown>): MissingRange {
  return { speaker: speaker as SampleSpeaker, fromMs: Number(fromMs), toMs: Number(toMs) };
}
