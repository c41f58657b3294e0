/** The transcript: final messages in order, and at most one interim text per speaker, gone once its final is here. */
import type { ShownAssistEvent, Voice } from "../../../assist/event.ts";
import { isOpeningOf, plainWords } from "../../../assist/same-words.ts";
import { timeMsOf } from "../../../base/json-fields.ts";

export interface TranscriptMessage {
  /** The message's resource name, or the event's id where it has none. */
  key: string;
  voice: Voice;
  /** Who of several with this voice, from 1 in the order in which they are first heard. */
  number: number;
  text: string;
  languageCode: string;
  /** Start of the utterance, milliseconds since the Unix epoch. */
  timeMs: number;
  /** By the provider's clock, milliseconds since the Unix epoch. */
  publishedMs: number;
}

export interface Interim {
  voice: Voice;
  number: number;
  utteranceId: string;
  text: string;
  /** True for a complete utterance whose message has not come yet. */
  isFinal: boolean;
}

export interface Transcript {
  messages: readonly TranscriptMessage[];
  /** By voice and number. */
  interims: Readonly<Record<string, Interim>>;
  /** Numbers by voice and the provider's id of the participant. */
  numbers: Readonly<Record<string, number>>;
  /** Utterances that have their final: their later interim results are stale. */
  finished: ReadonlySet<string>;
}

export const EMPTY_TRANSCRIPT: Transcript = {
  messages: [],
  interims: {},
  numbers: {},
  finished: new Set(),
};

type Speaking = Pick<Interim, "voice"> & { participantId?: string };

/** Who speaks; one of whom the provider gives no id is the first with that voice. */
function heard(numbers: Transcript["numbers"], { voice, participantId }: Speaking) {
  const key = `${voice} ${participantId ?? ""}`;
  if (participantId === undefined || numbers[key] !== undefined)
    return { number: numbers[key] ?? 1, numbers };
  const number = Object.keys(numbers).filter((known) => known.startsWith(`${voice} `)).length + 1;
  return { number, numbers: { ...numbers, [key]: number } };
}

const slotOf = ({ voice, number }: Pick<Interim, "voice" | "number">): string =>
  number === 1 ? voice : `${voice} ${number}`;

/** Adds the message once, in the order of speaking, and drops its interim text. */
export function addMessage(
  transcript: Transcript,
  event: Extract<ShownAssistEvent, { type: "message" }>,
): Transcript {
  const { voice, languageCode } = event;
  const text = event.text.trim();
  const key = event.name || event.id;
  if (text === "" || transcript.messages.some((message) => message.key === key)) return transcript;
  const publishedMs = timeMsOf(event.publishedAt) ?? 0;
  const timeMs = event.saidAtMs ?? publishedMs;
  const { number, numbers } = heard(transcript.numbers, event);
  const message: TranscriptMessage = { key, voice, number, text, languageCode, timeMs, publishedMs };
  const utteranceId = event.utteranceId || event.id;
  const finished = new Set(transcript.finished).add(utteranceId);
  const { [slotOf(message)]: interim, ...otherInterims } = transcript.interims;
  const isOver = interim !== undefined && isInterimOf(interim, utteranceId, text);
  if (isOver) finished.add(interim.utteranceId);
  return {
    messages: insertInOrder(transcript.messages, message),
    interims: isOver ? otherInterims : transcript.interims,
    numbers,
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
  const isFinal = event.type === "transcript.final" || event.isWhole === true;
  const publishedMs = timeMsOf(event.publishedAt);
  const { number, numbers } = heard(transcript.numbers, event);
  const interim: Interim = { voice, number, utteranceId, text, isFinal };
  if (text === "" || isStale(transcript, { ...interim, publishedMs })) return transcript;
  const current = transcript.interims[slotOf(interim)];
  if (current?.isFinal && !isFinal && current.utteranceId === utteranceId) return transcript;
  return {
    ...transcript,
    numbers,
    interims: { ...transcript.interims, [slotOf(interim)]: interim },
  };
}

/** Forgets one interim text that was not renewed; unless another has taken its place. */
export function expireInterim(transcript: Transcript, interim: Interim): Transcript {
  const { [slotOf(interim)]: current, ...others } = transcript.interims;
  return current === interim ? { ...transcript, interims: others } : transcript;
}

/** Forgets unfinished text: interim results are not kept by the server, so after a break they may never end. */
export function clearInterims(transcript: Transcript): Transcript {
  return Object.keys(transcript.interims).length === 0 ? transcript : { ...transcript, interims: {} };
}

const VOICES: readonly Voice[] = ["automated", "customer", "agent", "unknown"];

/** Interim texts in a fixed order of speakers. */
export function interimsOf(transcript: Transcript): Interim[] {
  const interims = Object.values(transcript.interims);
  return interims.sort((a, b) => VOICES.indexOf(a.voice) - VOICES.indexOf(b.voice) || a.number - b.number);
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

/** A partial result of the words that were said last is stale if it says no other utterance, or was published before them. */
function isStale(transcript: Transcript, result: Interim & { publishedMs: number | undefined }): boolean {
  if (transcript.finished.has(result.utteranceId)) return true;
  const last = transcript.messages.findLast((message) => slotOf(message) === slotOf(result));
  if (last === undefined) return false;
  if (result.isFinal) return plainWords(result.text) === plainWords(last.text);
  const isOlder = result.utteranceId === "" || (result.publishedMs ?? Infinity) <= last.publishedMs;
  return isOlder && isOpeningOf(result.text, last.text);
}
