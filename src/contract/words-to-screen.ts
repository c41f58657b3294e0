/**
 * Latency from word to screen. A final says by `behindMs` how long ago its last word was spoken; the transcript enters
 * the call's log, from which desktops get it at once, by the next `assist.logged` of a recognition result of that
 * speaker. Missing fields give no sample: none is better than a false one.
 */

import { numberOf, textOf } from "../base/json-fields.ts";
import type { HistoryLine } from "./history-line.ts";
import { isSpeaker, roleOf } from "./speaker.ts";

/** From the end of a word to its transcript in the call's log, from where desktops get it at once. */
export interface WordLatency {
  speaker: string;
  /** The line that brought it to the log. */
  line: number;
  ms: number;
}

export interface AwaitedFinal {
  speaker: string;
  atMs: number;
  wordEndAtMs: number;
}

export interface WordsToScreen {
  awaitedFinals: readonly AwaitedFinal[];
  latencies: readonly WordLatency[];
}

/** A final whose transcript has not come by then is not waited for. */
const PATIENCE_MS = 10_000;
const MOST_AWAITED = 64;

/** By the names of log entries, which are Google's. */
export function isTranscript(kind: string): boolean {
  return kind.includes("recognition-result") || (kind.includes("new-message") && !kind.includes("assistant"));
}

/** All latencies of these lines, in their order. */
export function latenciesOf(lines: readonly HistoryLine[]): readonly WordLatency[] {
  let known: WordsToScreen = { awaitedFinals: [], latencies: [] };
  for (const line of lines) {
    if (line.event === "stream.final") known = { ...known, awaitedFinals: awaitFinal(known, line) };
    if (line.event === "assist.logged" && isTranscript(textOf(line.detail?.kind)))
      known = { ...known, ...meetFinal(known, line) };
  }
  return known.latencies;
}

export function awaitFinal(
  known: Pick<WordsToScreen, "awaitedFinals">,
  line: HistoryLine,
): readonly AwaitedFinal[] {
  const behindMs = numberOf(line.detail?.behindMs);
  if (behindMs === undefined) return known.awaitedFinals;
  const awaited = { speaker: speakerOf(line), atMs: line.atMs, wordEndAtMs: line.atMs - behindMs };
  return [...known.awaitedFinals, awaited].slice(-MOST_AWAITED);
}

/**
 * Takes the final nearest to the transcript's publication; older ones of its speaker are no longer waited
 * for, so that one transcript that never came does not shift all others.
 */
export function meetFinal(known: WordsToScreen, line: HistoryLine): WordsToScreen | undefined {
  if (known.awaitedFinals.length === 0 || line.detail?.isRetold === true) return undefined;
  const role = textOf(line.detail?.role) || speakerOf(line);
  const publishedAtMs = line.atMs - (numberOf(line.detail?.sincePublishMs) ?? 0);
  const away = (final: AwaitedFinal) => Math.abs(final.atMs - publishedAtMs);
  let met: AwaitedFinal | undefined;
  for (const final of known.awaitedFinals) {
    const isMeant = isOfRole(final.speaker, role) && away(final) < PATIENCE_MS;
    if (isMeant && (met === undefined || away(final) < away(met))) met = final;
  }
  if (met === undefined) return undefined;
  const { speaker, atMs, wordEndAtMs } = met;
  const ms = Math.max(0, line.atMs - wordEndAtMs);
  return {
    awaitedFinals: known.awaitedFinals.filter((final) => final.speaker !== speaker || final.atMs > atMs),
    latencies: [...known.latencies, { speaker, line: line.line, ms }],
  };
}

/** Dialogflow knows two roles; a supervisor counts as human agent. Sidetone's names are read, too. */
function isOfRole(speaker: string, role: string): boolean {
  return speaker === role || (isSpeaker(speaker) && roleOf(speaker) === role);
}

function speakerOf(line: HistoryLine): string {
  return textOf(line.detail?.speaker) || (/^(?:participant|audio):([^:]+)/.exec(line.actor)?.[1] ?? "");
}
