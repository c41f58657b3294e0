/** An assist provider's events about a conversation, in Sidetone's form. Made where the provider is read, used everywhere else. */
import type { Speaker, SpeakerRole } from "../contract/speaker.ts";
import type { TranslationCause } from "../contract/translation-cause.ts";
import type { ConversationRef } from "./conversation.ts";
import type { GoogleNotification } from "./google-notification.ts";
import type { Suggestion } from "./suggestion.ts";

/** Who said something: Google's roles do not tell a supervisor from an agent. "unknown" where the provider does not say. */
export type Voice = Exclude<SpeakerRole, "supervisor"> | "automated" | "unknown";

interface Told {
  conversation: ConversationRef;
  /** The provider's id of the event: a repeat has the same. */
  id: string;
  /** RFC 3339, by the provider's clock. */
  publishedAt: string;
  /** As Google sent it, to be kept and shown unchanged; null for what did not come from Google. */
  raw: GoogleNotification | null;
}

interface Words {
  voice: Voice;
  /** Who of the call speaks, where that is known: tells several agents of a call apart, and a supervisor from an agent. */
  speaker?: Speaker;
  /** The provider's id of the participant who speaks. Absent if it does not say. */
  participantId?: string;
  text: string;
  /** BCP 47; empty if the provider does not say. */
  languageCode: string;
  /** The same for everything about one utterance, as far as the provider knows; empty if it does not say. */
  utteranceId: string;
}

/** How far a result has come in the audio of its recognition stream. */
export interface AudioOffset {
  /** The provider's id of the participant whose stream it is. */
  participantId: string;
  endSeconds: number;
}

/** Words still being recognised: shown while they are news, never kept. */
export interface InterimTranscript extends Told, Words {
  type: "transcript.interim";
  /** All words of the utterance are there, and its message follows. Absent: more of them may come. */
  isWhole?: boolean;
}

/** What the recogniser will not change any more. */
export interface FinalTranscript extends Told, Words {
  type: "transcript.final";
  /** Null if the provider does not say. */
  offset: AudioOffset | null;
}

/** What was said, as the conversation keeps it. */
export interface AssistMessage extends Told, Words {
  type: "message";
  /** The provider's name of the message; empty if it has none. */
  name: string;
  /** How it sounds, from -1 (negative) to 1 (positive). Absent if the provider does not say. */
  sentiment?: number;
  /** When the utterance began, milliseconds since the Unix epoch; null if the provider does not say. */
  saidAtMs: number | null;
}

export interface AssistSuggestion extends Told {
  type: "suggestion";
  /** An agent made it of the provider's: a summary as it was edited and kept. Absent: the provider's own. */
  author?: "agent";
  /** Which kinds of help it brings, each once, by the names of Google's UI Modules, for example SMART_REPLY. */
  features: readonly string[];
  suggestions: readonly Suggestion[];
}

/** How the conversation fares; "other" for what says nothing of words, suggestions or one of these. */
export interface AssistLifecycle extends Told {
  type: "lifecycle";
  change: "started" | "finished" | "handoffNeeded" | "failed" | "other";
  /** Why it failed; empty otherwise. */
  message: string;
}

/** A message in another language, or why it has not been translated. Comes after its message. */
export interface AssistTranslation extends Told {
  type: "translation";
  /** AssistMessage.name; of a message without one, the id of its event. */
  messageName: string;
  /** BCP 47, into which. */
  languageCode: string;
  /** Empty where it was not translated. */
  text: string;
  /** Why it was not. */
  cause?: TranslationCause;
}

export type AssistEvent =
  | InterimTranscript
  | FinalTranscript
  | AssistMessage
  | AssistSuggestion
  | AssistLifecycle
  | AssistTranslation;

/** An event as Sidetone's pages get it: without server-only fields, with its place in the log. */
export type ShownAssistEvent = AssistEvent extends infer E
  ? E extends AssistEvent
    ? Omit<E, "conversation" | "raw"> & {
        /** From 1; absent on interim transcripts, which are not logged. */
        sequence?: number;
      }
    : never
  : never;

/** Takes an event in; resolves when it is safe to acknowledge it. */
export interface AssistEventIntake {
  accept(event: AssistEvent): Promise<void>;
}

export function shownForm(event: AssistEvent, sequence: number | null): ShownAssistEvent {
  const { conversation: _, raw: __, ...shown } = event;
  return sequence === null ? shown : { ...shown, sequence };
}
