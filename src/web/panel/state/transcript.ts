/** The transcript: final messages in order, and at most one interim text per role, gone once its final is here. */
import { recordOf, textOf, timeMsOf } from "../../shared/json.ts";
import type { Envelope } from "./envelope.ts";

export type SpeakerRole = "HUMAN_AGENT" | "END_USER" | "AUTOMATED_AGENT" | "UNKNOWN";

export interface TranscriptMessage {
  /** The message's resource name, or the event's id where it has none. */
  key: string;
  role: SpeakerRole;
  text: string;
  languageCode: string;
  /** Start of the utterance, milliseconds since the Unix epoch. */
  timeMs: number;
}

export interface Interim {
  role: SpeakerRole;
  utteranceId: string;
  text: string;
  /** True for a recognizer's final result whose message has not come yet. */
  isFinal: boolean;
}

export interface Transcript {
  messages: readonly TranscriptMessage[];
  interims: Readonly<Partial<Record<SpeakerRole, Interim>>>;
  /** Utterances that have their final: later interim results of theirs are stale. */
  finished: ReadonlySet<string>;
}

export const EMPTY_TRANSCRIPT: Transcript = { messages: [], interims: {}, finished: new Set() };

/** Takes a new-message-event: adds the message once, in the order of speaking, and drops its interim text. */
export function addMessage(transcript: Transcript, envelope: Envelope): Transcript {
  const payload = recordOf(envelope.payload.newMessagePayload);
  const text = textOf(payload.content);
  const key = textOf(payload.name) || envelope.messageId;
  if (text === "" || transcript.messages.some((message) => message.key === key)) return transcript;
  const role = roleOf(payload.participantRole);
  const message: TranscriptMessage = {
    key,
    role,
    text,
    languageCode: textOf(payload.languageCode),
    timeMs: timeMsOf(payload.sendTime) ?? timeMsOf(payload.createTime) ?? timeMsOf(envelope.publishTime) ?? 0,
  };
  const utteranceId = key.slice(key.lastIndexOf("/") + 1);
  const finished = new Set(transcript.finished).add(utteranceId);
  const { [role]: interim, ...otherInterims } = transcript.interims;
  const isOver = interim !== undefined && isInterimOf(interim, utteranceId, text);
  if (isOver) finished.add(interim.utteranceId);
  return {
    messages: insertInOrder(transcript.messages, message),
    interims: isOver ? otherInterims : transcript.interims,
    finished,
  };
}

/** Takes a recognition result: shows it as its speaker's interim text, unless its final came first. */
export function showInterim(transcript: Transcript, envelope: Envelope): Transcript {
  const payload = recordOf(envelope.payload.newRecognitionResultPayload);
  const text = textOf(payload.transcript);
  const role = roleOf(envelope.participantRole);
  const { utteranceId } = envelope;
  const isFinal = payload.isFinal === true;
  if (text === "" || isStale(transcript, { role, utteranceId, text, isFinal })) return transcript;
  const current = transcript.interims[role];
  if (current?.isFinal && !isFinal && current.utteranceId === utteranceId) return transcript;
  return {
    ...transcript,
    interims: { ...transcript.interims, [role]: { role, utteranceId, text, isFinal } },
  };
}

/** Forgets unfinished text: interim results are not kept by the server, so after a break they may never end. */
export function clearInterims(transcript: Transcript): Transcript {
  return Object.keys(transcript.interims).length === 0 ? transcript : { ...transcript, interims: {} };
}

/** Interim texts in a fixed order of roles. */
export function interimsOf(transcript: Transcript): Interim[] {
  return Object.values(transcript.interims).sort((a, b) => a.role.localeCompare(b.role));
}

function roleOf(value: unknown): SpeakerRole {
  return value === "HUMAN_AGENT" || value === "END_USER" || value === "AUTOMATED_AGENT" ? value : "UNKNOWN";
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
  const last = transcript.messages.findLast((message) => message.role === result.role);
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
