/** Counts of repeated things, without changing earlier counts. */
import type { HistoryLine } from "../../../../contract/history-line.ts";
import type { Tally } from "./moment.ts";

/** One more of it: `ms` is added, `text` is the newest. */
export function addTo(tally: Tally | null | undefined, line: HistoryLine, ms = 0, text = ""): Tally {
  return {
    count: (tally?.count ?? 0) + 1,
    ms: (tally?.ms ?? 0) + ms,
    firstLine: tally?.firstLine ?? line.line,
    lastLine: line.line,
    lastAtMs: line.atMs,
    text: text === "" ? (tally?.text ?? "") : text,
  };
}

/** The record with one more for this speaker. */
export function addFor(
  tallies: Readonly<Record<string, Tally>>,
  speaker: string,
  line: HistoryLine,
  ms = 0,
  text = "",
): Readonly<Record<string, Tally>> {
  return { ...tallies, [speaker]: addTo(tallies[speaker], line, ms, text) };
}

/** Sum over all speakers. */
export function totalCount(tallies: Readonly<Record<string, Tally>>): number {
  return Object.values(tallies).reduce((sum, tally) => sum + tally.count, 0);
}

/** The record without this key. */
export function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  if (record[key] === undefined) return record;
  const { [key]: _, ...others } = record;
  return others;
}
