/** Scores one simulated call: words lost or doubled, suggestions delivered, and the time from audio to screen. */
import type { Sample, SampleSpeaker } from "../../samples/sample.ts";
import type { DesktopEvent } from "./desktop-client.ts";
import { checkWords, wordsOf } from "./word-check.ts";

/** When the audio up to a position of a leg had left the caller. */
export interface SentAudio {
  speaker: SampleSpeaker;
  positionMs: number;
  atMs: number;
}

export interface CallScore {
  wordsExpected: number;
  lost: string[];
  duplicated: string[];
  suggestionsExpected: number;
  suggestionsDelivered: number;
  /** From the last audio of each word leaving the caller to the first transcript on the desktop that has it. */
  latenciesMs: number[];
}

const ROLE_OF: Record<SampleSpeaker, string> = { agent: "HUMAN_AGENT", customer: "END_USER" };
const SPEAKERS: readonly SampleSpeaker[] = ["agent", "customer"];

export function scoreCall(
  sample: Sample,
  events: readonly DesktopEvent[],
  sent: readonly SentAudio[],
): CallScore {
  const score: CallScore = {
    wordsExpected: 0,
    lost: [],
    duplicated: [],
    suggestionsExpected: sample.suggestions.length,
    suggestionsDelivered: events.reduce((count, event) => count + suggestionCount(event), 0),
    latenciesMs: [],
  };
  const inOrder = inOrderOfCreation(events);
  for (const speaker of SPEAKERS) {
    const spoken = sample.utterances.filter((utterance) => utterance.speaker === speaker);
    const expected = spoken.flatMap((utterance) => wordsOf(utterance.text));
    const delivered = inOrder.flatMap((event) => wordsOf(finalText(event, ROLE_OF[speaker])));
    const check = checkWords(expected, delivered);
    score.wordsExpected += check.expected;
    score.lost.push(...check.lost);
    score.duplicated.push(...check.duplicated);
    score.latenciesMs.push(
      ...wordTimes(sample, speaker, events, sent).map(({ sentAtMs, shownAtMs }) => shownAtMs - sentAtMs),
    );
  }
  return score;
}

/** Value below which the given share (0..1) of the values lies; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * Pub/Sub promises no order, and what comes a second time comes late: words are compared in the order in which Google made
 * their messages.
 */
export function inOrderOfCreation(events: readonly DesktopEvent[]): DesktopEvent[] {
  return events.toSorted((one, other) => createdMs(one) - createdMs(other));
}

function createdMs({ data }: DesktopEvent): number {
  const message = data.newMessagePayload as { createTime?: string } | undefined;
  return message?.createTime === undefined ? 0 : Date.parse(message.createTime);
}

function suggestionCount(event: DesktopEvent): number {
  const results = event.data.suggestionResults;
  return event.dataType === "human-agent-assistant-event" && Array.isArray(results) ? results.length : 0;
}

/** The text of a final message of this role, or "". */
export function finalText(event: DesktopEvent, role: string): string {
  const message = event.data.newMessagePayload as { content?: string; participantRole?: string } | undefined;
  return event.dataType === "new-message-event" && message?.participantRole === role
    ? (message.content ?? "")
    : "";
}

/** When the last audio of a word left the caller, and when the first transcript that has it was on the desktop. */
export interface WordTime {
  sentAtMs: number;
  shownAtMs: number;
}

/** Of each word of a speaker that was shown, in their order. */
export function wordTimes(
  sample: Sample,
  speaker: SampleSpeaker,
  events: readonly DesktopEvent[],
  sent: readonly SentAudio[],
): WordTime[] {
  const spoken = sample.utterances.filter((utterance) => utterance.speaker === speaker);
  const sentByLeg = sent.filter((audio) => audio.speaker === speaker);
  const words = spoken.flatMap((utterance) => utterance.words);
  const times: WordTime[] = [];
  // A leg that moved may bring an utterance in two finals.
  let final = 0;
  let shown = 0;
  for (const event of events) {
    const text = shownText(event, ROLE_OF[speaker]);
    if (text === null) continue;
    const upTo = final + wordsOf(text.transcript).length;
    for (; shown < Math.min(upTo, words.length); shown += 1) {
      const endMs = words[shown]?.endMs ?? 0;
      const sentAtMs = sentByLeg.find((audio) => audio.positionMs >= endMs)?.atMs;
      if (sentAtMs !== undefined) times.push({ sentAtMs, shownAtMs: event.arrivedAtMs });
    }
    if (text.isFinal) final = upTo;
  }
  return times;
}

/** The transcript an event shows for a role: interim results, and messages as finals. */
function shownText(event: DesktopEvent, role: string): { transcript: string; isFinal: boolean } | null {
  const final = finalText(event, role);
  if (final !== "") return { transcript: final, isFinal: true };
  const result = event.data.newRecognitionResultPayload as
    | { transcript?: string; isFinal?: boolean }
    | undefined;
  if (result === undefined || event.participantRole !== role || result.isFinal) return null;
  return { transcript: result.transcript ?? "", isFinal: false };
}
