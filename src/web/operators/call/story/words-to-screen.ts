/**
 * Latency from word to screen. A final says by `behindMs` how long ago its last word was spoken; the transcript enters
 * the call's log, from which desktops get it at once, by the next `assist.logged` of a recognition result of that
 * speaker. Where fields are missing there is no sample: none is better than a false one.
 */
import type { HistoryLine } from "../../../../operators/contract/history-line.ts";
import { detailNumber, detailText, speakerOf } from "./line-facts.ts";
import type { AwaitedFinal, Moment } from "./moment.ts";

/** A final whose transcript has not come by then is not waited for. */
const PATIENCE_MS = 30_000;
const MOST_AWAITED = 64;

const TRANSCRIPT_KIND = /recognition-result|new-message/;

export function isTranscript(kind: string): boolean {
  return TRANSCRIPT_KIND.test(kind);
}

export function awaitFinal(moment: Moment, line: HistoryLine): readonly AwaitedFinal[] {
  const behindMs = detailNumber(line, "behindMs");
  if (behindMs === undefined) return moment.awaitedFinals;
  const awaited = { speaker: speakerOf(line), wordEndAtMs: line.atMs - behindMs };
  return [...moment.awaitedFinals, awaited].slice(-MOST_AWAITED);
}

/** Takes the oldest final this transcript may belong to. */
export function meetFinal(
  moment: Moment,
  line: HistoryLine,
): Pick<Moment, "awaitedFinals" | "latencies"> | undefined {
  if (moment.awaitedFinals.length === 0) return undefined;
  const speakers = speakersOfRole(detailText(line, "role") || speakerOf(line));
  const isPatient = (final: AwaitedFinal) => line.atMs - final.wordEndAtMs < PATIENCE_MS;
  const met = moment.awaitedFinals.find((final) => isPatient(final) && speakers.includes(final.speaker));
  const awaitedFinals = moment.awaitedFinals.filter((final) => final !== met && isPatient(final));
  if (met === undefined) return { awaitedFinals, latencies: moment.latencies };
  const ms = Math.max(0, line.atMs - met.wordEndAtMs);
  return {
    awaitedFinals,
    latencies: [...moment.latencies, { speaker: met.speaker, line: line.line, ms }],
  };
}

/** Dialogflow knows two roles; a supervisor counts as human agent. Also our own names are read. */
export function speakersOfRole(role: string): readonly string[] {
  if (role === "END_USER") return ["customer"];
  if (role === "HUMAN_AGENT") return ["agent", "supervisor"];
  return [role];
}
