/** The transcript: final messages in order, and at most one interim text per speaker, gone once its final is here. */
import type { AssistTranslation, ShownAssistEvent, Voice } from "../../../assist/event.ts";
import { isOpeningOf, plainWords } from "../../../assist/same-words.ts";
import { timeMsOf } from "../../../base/json-fields.ts";
import { inSpeakerOrder, isSpeaker, nextSpeaker, type Speaker } from "../../../contract/speaker.ts";

/** Who speaks; of a virtual agent, and of words that nobody has a name for, it is the voice. */
export type Who = Speaker | Exclude<Voice, Speaker>;

export interface TranscriptMessage {
  /** The message's resource name, or the event's id where it has none. */
  key: string;
  voice: Voice;
  who: Who;
  text: string;
  languageCode: string;
  /** Undefined where the provider does not say, or where it is neither. */
  mood: "negative" | "positive" | undefined;
  /** Start of the utterance, milliseconds since the Unix epoch. */
  timeMs: number;
  /** By the provider's clock, milliseconds since the Unix epoch. */
  publishedMs: number;
  /** In the languages that agents read; undefined before the first. */
  translations?: readonly Translation[];
}

/** `text` is empty where it was not translated, for the cause. */
export type Translation = Pick<AssistTranslation, "languageCode" | "text" | "cause">;

export interface Interim {
  voice: Voice;
  who: Who;
  utteranceId: string;
  text: string;
  /** True for a complete utterance whose message has not come yet. */
  isFinal: boolean;
}

export interface Transcript {
  messages: readonly TranscriptMessage[];
  /** One for each that speaks. */
  interims: Readonly<Record<string, Interim>>;
  /** By the provider's id of the participant; in the order in which they are first heard where the server names none. */
  speakers: Readonly<Record<string, Who>>;
  /** Utterances that have their final: their later interim results are stale. */
  finished: ReadonlySet<string>;
}

export const EMPTY_TRANSCRIPT: Transcript = {
  messages: [],
  interims: {},
  speakers: {},
  finished: new Set(),
};

/** Who speaks, as the server names it; else the next of that voice, and of whom the provider gives no id the first. */
function heard(
  speakers: Transcript["speakers"],
  { voice, speaker, participantId }: Pick<TranscriptEvent, "voice" | "speaker" | "participantId">,
): Pick<Transcript, "speakers"> & { who: Who } {
  const known = participantId === undefined ? undefined : speakers[participantId];
  const who = speaker ?? known ?? unnamed(speakers, voice, participantId);
  if (participantId === undefined || who === known) return { who, speakers };
  return { who, speakers: { ...speakers, [participantId]: who } };
}

function unnamed(speakers: Transcript["speakers"], voice: Voice, participantId: string | undefined): Who {
  if (participantId === undefined || (voice !== "agent" && voice !== "customer")) return voice;
  return nextSpeaker(voice, Object.values(speakers).filter(isSpeaker));
}

type TranscriptEvent = Extract<
  ShownAssistEvent,
  { type: "message" | "transcript.interim" | "transcript.final" }
>;

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
  const { who, speakers } = heard(transcript.speakers, event);
  const mood = moodOf(event.sentiment);
  const message: TranscriptMessage = { key, voice, who, text, languageCode, mood, timeMs, publishedMs };
  const utteranceId = event.utteranceId || event.id;
  const finished = new Set(transcript.finished).add(utteranceId);
  const { [who]: interim, ...otherInterims } = transcript.interims;
  const isOver = interim !== undefined && isInterimOf(interim, utteranceId, text);
  if (isOver) finished.add(interim.utteranceId);
  return {
    messages: insertInOrder(transcript.messages, message),
    interims: isOver ? otherInterims : transcript.interims,
    speakers,
    finished,
  };
}

/** Google calls scores near 0 neutral or mixed; this much is clear to a listener, too. */
const CLEAR_SCORE = 0.35;

function moodOf(sentiment: number | undefined): TranscriptMessage["mood"] {
  if (sentiment === undefined || Math.abs(sentiment) < CLEAR_SCORE) return undefined;
  return sentiment < 0 ? "negative" : "positive";
}

/** The message of this name; the provider may write it with or without its location. */
export function messageNamed(transcript: Transcript, name: string): TranscriptMessage | undefined {
  const end = name.slice(name.lastIndexOf("/messages/"));
  return transcript.messages.find(({ key }) => key === name || (end.length > 1 && key.endsWith(end)));
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
  const { who, speakers } = heard(transcript.speakers, event);
  const interim: Interim = { voice, who, utteranceId, text, isFinal };
  if (text === "" || isStale(transcript, { ...interim, publishedMs })) return transcript;
  const current = transcript.interims[who];
  if (current?.isFinal && !isFinal && current.utteranceId === utteranceId) return transcript;
  return {
    ...transcript,
    speakers,
    interims: { ...transcript.interims, [who]: interim },
  };
}

/** Forgets one interim text that was not renewed; unless another has taken its place. */
export function expireInterim(transcript: Transcript, interim: Interim): Transcript {
  const { [interim.who]: current, ...others } = transcript.interims;
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
  return interims.sort(
    (a, b) =>
      VOICES.indexOf(a.voice) - VOICES.indexOf(b.voice) ||
      (isSpeaker(a.who) && isSpeaker(b.who) ? inSpeakerOrder(a.who, b.who) : 0),
  );
}

/** Everybody who was heard. */
export function whoSpoke({ messages, interims, speakers }: Transcript): Set<Who> {
  const shown = [...messages, ...Object.values(interims)].map(({ who }) => who);
  return new Set([...shown, ...Object.values(speakers)]);
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
  const last = transcript.messages.findLast(({ who }) => who === result.who);
  if (last === undefined) return false;
  if (result.isFinal) return plainWords(result.text) === plainWords(last.text);
  const isOlder = result.utteranceId === "" || (result.publishedMs ?? Infinity) <= last.publishedMs;
  return isOlder && isOpeningOf(result.text, last.text);
}
