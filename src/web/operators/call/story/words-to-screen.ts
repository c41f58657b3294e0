/**
 * Latency from word to screen. A final says by `behindMs` how long ago its last word was spoken; the transcript enters
 * the call's log, from which desktops get it at once, by the next `assist.logged` of a recognition result of that
 * speaker. Missing fields give no sample: none is better than a false one.
 */

import type { HistoryLine } from "../../../../contract/history-line.ts";
import { isSpeaker, roleOf } from "../../../../contract/speaker.ts";
import { kindOfEntry } from "../logged-kind.ts";
import { detailNumber, detailText, speakerOf } from "./line-facts.ts";
import type { AwaitedFinal, Moment } from "./moment.ts";

/** A final whose transcript has not come by then is not waited for. */
const PATIENCE_MS = 10_000;
const MOST_AWAITED = 64;

export function isTranscript(kind: string): boolean {
  const entryKind = kindOfEntry(kind);
  return entryKind === "said" || entryKind === "message";
}

export function awaitFinal(moment: Moment, line: HistoryLine): readonly AwaitedFinal[] {
  const behindMs = detailNumber(line, "behindMs");
  if (behindMs === undefined) return moment.awaitedFinals;
  const awaited = { speaker: speakerOf(line), atMs: line.atMs, wordEndAtMs: line.atMs - behindMs };
  return [...moment.awaitedFinals, awaited].slice(-MOST_AWAITED);
}

/**
 * Takes the final nearest to the transcript's publication; older ones of its speaker are no longer waited
 * for, so that one transcript that never came does not shift all others.
 */
export function meetFinal(
  moment: Moment,
  line: HistoryLine,
): Pick<Moment, "awaitedFinals" | "latencies"> | undefined {
  if (moment.awaitedFinals.length === 0) return undefined;
  const role = detailText(line, "role") || speakerOf(line);
  const publishedAtMs = line.atMs - (detailNumber(line, "sincePublishMs") ?? 0);
  const away = (final: AwaitedFinal) => Math.abs(final.atMs - publishedAtMs);
  let met: AwaitedFinal | undefined;
  for (const final of moment.awaitedFinals) {
    const isMeant = isOfRole(final.speaker, role) && away(final) < PATIENCE_MS;
    if (isMeant && (met === undefined || away(final) < away(met))) met = final;
  }
  if (met === undefined) return undefined;
  const { speaker, atMs, wordEndAtMs } = met;
  const ms = Math.max(0, line.atMs - wordEndAtMs);
  return {
    awaitedFinals: moment.awaitedFinals.filter((final) => final.speaker !== speaker || final.atMs > atMs),
    latencies: [...moment.latencies, { speaker, line: line.line, ms }],
  };
}

/** Dialogflow knows two roles; a supervisor counts as human agent. Sidetone's names are read, too. */
function isOfRole(speaker: string, role: string): boolean {
  return speaker === role || (isSpeaker(speaker) && roleOf(speaker) === role);
}
