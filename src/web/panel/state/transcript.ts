/** The transcript: final messages in order, and at most one interim text per speaker, gone once its final is here. */
import type { ShownAssistEvent, Voice } from "../../../assist/event.ts";
import { timeMsOf } from "../../../base/json-fields.ts";

export interface TranscriptMessage {
  /** The message's resource name, or the event's id where it has none. */
  key: string;
  voice: Voice;
  text: string;
  languageCode: string;
  /** Start of the utterance, milliseconds since the Unix epoch. */
  timeMs: number;
}

export interface Interim {
  voice: Voice;
  utteranceId: string;
  text: string;
  /** True for a recognizer's final result whose message has not come yet. */
  isFinal: boolean;
}

export interface Transcript {
  messages: readonly TranscriptMessage[];
  interims: Readonly<Partial<Record<Voice, Interim>>>;
  /** Utterances that have their final: their later interim results are stale. */
  finished: ReadonlySet<string>;
}

export const EMPTY_TRANSCRIPT: Transcript = { messages: [], interims: {}, finished: new Set() };

/** Adds the message once, in the order of speaking, and drops its interim text. */
export function addMessage(
  transcript: Transcript,
  event: Extract<ShownAssistEvent, { type: "message" }>,
): Transcript {
  const { voice, languageCode } = event;
  const text = event.text.trim();
  const key = event.name || event.id;
  if (text === "" || transcript.messages.some((message) => message.key === key)) return transcript;
  const timeMs = event.saidAtMs ?? timeMsOf(event.publishedAt) ?? 0;
  const message: TranscriptMessage = { key, voice, text, languageCode, timeMs };
  const utteranceId = event.utteranceId || event.id;
  const finished = new Set(transcript.finished).add(utteranceId);
  const { [voice]: interim, ...otherInterims } = transcript.interims;
  const isOver = interim !== undefined && isInterimOf(interim, utteranceId, text);
  if (isOver) finished.add(interim.utteranceId);
  return {
    messages: insertInOrder(transcript.messages, message),
    interims: isOver ? otherInterims : transcript.interims,
    finished,
  };
}

/** Shows a recogniser's result as its speaker's interim text, unless its message came first. */
export function showResult(
  transcript: Transcript,
  event: Extract<ShownAssistEvent, { type: "transcript.interim" | "transcript.final" }>,
): Transcript {
  const { voice, utteranceId } = event;
  const text = event.text.trim();
  const isFinal = event.type === "transcript.final";
  if (text === "" || isStale(transcript, { voice, utteranceId, text, isFinal })) return transcript;
  const current = transcript.interims[voice];
  if (current?.isFinal && !isFinal && current.utteranceId === utteranceId) return transcript;
  return {
    ...transcript,
    interims: { ...transcript.interims, [voice]: { voice, utteranceId, text, isFinal } },
  };
}

/** Forgets unfinished text: interim results are not kept by the server, so after a break they may never end. */
export function clearInterims(transcript: Transcript): Transcript {
  return Object.keys(transcript.interims).length === 0 ? transcript : { ...transcript, interims: {} };
}

const VOICES: readonly Voice[] = ["automated", "customer", "agent", "unknown"];

/** Interim texts in a fixed order of speakers. */
export function interimsOf(transcript: Transcript): Interim[] {
  return VOICES.flatMap((voice) => transcript.interims[voice] ?? []);
}

function insertInOrder(
  messages: readonly TranscriptMessage[],
  message: TranscriptMessage,
): TranscriptMessage[] {
  const later = messages.findIndex((other) => other.timeMs > message.timeMs);
  const at = later === -1 ? messages.length : later;
  return [...messages.slice(0, at), message, ...messages.slice(at)];
}

/**
 * A message ends the interim of its own utterance. The ids are presumed to be shared, which Google does not promise:
 * an interim without an id, or whose words the message begins with, counts as its own as well.
 */
function isInterimOf(interim: Interim, utteranceId: string, finalText: string): boolean {
  return (
    interim.utteranceId === "" || interim.utteranceId === utteranceId || isOpeningOf(interim.text, finalText)
  );
}

function isStale(transcript: Transcript, result: Interim): boolean {
  if (transcript.finished.has(result.utteranceId)) return true;
  const last = transcript.messages.findLast((message) => message.voice === result.voice);
  if (last === undefined) return false;
  if (result.isFinal) return plainWords(result.text) === plainWords(last.text);
  return result.utteranceId === "" && isOpeningOf(result.text, last.text);
}

/** Compares words only: recognizers add case and punctuation late. */
function isOpeningOf(text: string, whole: string): boolean {
  const opening = plainWords(text);
  return opening !== "" && plainWords(whole).startsWith(opening);
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
