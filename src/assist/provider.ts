/**
 * The contract of an assist provider: one that recognises speech and holds the calls' conversations, or one that only
 * adds help to what was said. A provider has a separate folder and one line in `src/service/assist-providers.ts`.
 */
import type { Hono } from "hono";
import type { BeginRecognizer } from "../actors/participant/recognizer.ts";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Signal } from "../base/signal.ts";
import type { Hearing } from "../contract/hearing.ts";
import type { HelpFault } from "../contract/help-fault.ts";
import type { Speaker } from "../contract/speaker.ts";
import type { Settings } from "../settings/table.ts";
import type { ConversationRef } from "./conversation.ts";
import type { AssistEvent, AssistEventIntake } from "./event.ts";
import type { AnswerRecords } from "./feedback.ts";

export interface AssistProviderOptions {
  settings: Settings;
  /** Where a speaker's audio is. */
  tracks: Pick<Tracks, "find">;
  clock: Clock;
  logger: Logger;
}

/** Resolves also while what the provider speaks to is away: calls try again. */
export type CreateAssistProvider = (options: AssistProviderOptions) => Promise<AssistProvider>;

export interface AssistProvider {
  readonly name: string;
  /** For the provider that holds calls' conversations: the first one in the list that has this. */
  readonly conversations?: AssistConversations;
  /** Begins to bring events; they are safe once the intake's promise has resolved. Before that, none may come. */
  bringEvents?(intake: AssistEventIntake): Promise<AssistEventSource>;
  /**
   * Told of each event of any provider that is kept, in the order of its conversation and maybe again after a crash. An
   * answer goes to the intake, with an id that a repeat has as well. Where it rejects, the event comes again.
   */
  hear?(event: AssistEvent): Promise<void>;
  /** Since the start, of a provider that translates. */
  translations?(): TranslationCounts;
  close(): Promise<void>;
}

/** Of messages, each once for a language. */
export interface TranslationCounts {
  /** And in the calls' logs. */
  translated: number;
  /** Given up, for whatever cause. */
  failed: number;
  /** In the language already, as far as that is told or detected. */
  sameLanguage: number;
  /** Code points sent, retries not counted: what Google asks to be paid for. */
  characters: number;
}

/** Conversations, and the recognition of what is said in them. */
export interface AssistConversations {
  /** Fails with PROTOCOL_VIOLATION if the provider would refuse the key. */
  conversationOf(callKey: string): ConversationRef;
  /** Opens it, or finds it open; what fails is retryable or not (SidetoneError). */
  open(request: { conversationId: string; signal: AbortSignal }): Promise<{ name: string }>;
  complete(request: { name: string; signal: AbortSignal }): Promise<void>;
  /** Recognises one speaker's audio as the participant's chart commands. */
  readonly recognize: BeginRecognizer;
  /** For utterances that were recognised elsewhere. */
  createTexts(options: AssistTextsOptions): AssistTexts;
  /** What agents did with suggestions. */
  readonly answerRecords: AnswerRecords;
  /** The provider refuses this installation as such, so that no call has a chance. */
  isRefused(): boolean;
  /** Tells the provider's id of the participant who speaks for a speaker, before its first words; maybe again. */
  readonly named: Pick<Signal<{ callKey: string; speaker: Speaker; participantId: string }>, "on">;
}

export interface AssistText {
  callKey: string;
  speaker: Speaker;
  text: string;
  /** BCP 47. */
  languageCode: string;
  /** When it was said, milliseconds since the Unix epoch. */
  sentAtMs: number;
  /** At most 36 ASCII characters; a repeat of it is the same utterance. */
  requestId: string;
}

export interface AssistTextsOptions {
  /** Resolves with the conversation's full name once it is open; rejects if it will never be. */
  whenOpen(callKey: string, signal: AbortSignal): Promise<string>;
  /** Texts waiting per speaker; beyond it the oldest is given up. */
  maxQueued: number;
  /** How long one text is tried. */
  giveUpAfterMs: number;
  /** The provider's quota. */
  perMinute: number;
  /** A text was given up; `code` is a SidetoneError's. */
  onLost(callKey: string, speaker: Speaker, code: string): void;
}

export interface AssistTextCounts {
  /** Taken by the provider. */
  sent: number;
  /** Given up: refused, too late, or no room in the queue. Each is a sentence the agent's help knows nothing of. */
  lost: number;
  /** Attempts beyond the first. */
  retried: number;
}

/** Texts on their way, in order per speaker, each once. */
export interface AssistTexts {
  /** Never throws and never waits. */
  send(text: AssistText): void;
  /** Words of a speaker are being recognised: they are heard, and a text will follow. Never throws. */
  noteWords(callKey: string, speaker: Speaker): void;
  /** Undefined for a speaker of whom no words came. */
  hearing(callKey: string, speaker: Speaker): Hearing | undefined;
  /** Resolves when nothing of this speaker is on its way any more; never rejects. */
  flushed(callKey: string, speaker: Speaker): Promise<void>;
  /** On their way, over all calls. */
  pending(): number;
  counts(): AssistTextCounts;
  /** The call is over: what is still on its way is lost. */
  release(callKey: string): void;
  close(): void;
}

export interface AssistEventSource {
  /** Routes that events are pushed to, and the largest body that they take. */
  pushed?: { routes: Hono; maxBodyBytes: number };
  health(): AssistEventHealth;
  /** What came and was no event; newest last, without content. */
  rejected(): readonly RejectedEvent[];
  /** Age of the last event, by the way it came. */
  eventAgesMs(): Record<string, number>;
  close(): Promise<void>;
}

export interface AssistEventHealth {
  /** False while a way that events come is known to be broken. */
  healthy: boolean;
  rejectedTotal: number;
  /** What is known to keep events from coming, or suggestions out of them. */
  faults: readonly HelpFault[];
  /** False until each pull has been answered or refused once, or that took too long. */
  isSettled: boolean;
  /** The health of each way, for operators: those that pull, and those on which the provider pushes. */
  pull: readonly { subscription: string; lastEventAgeMs: number | null }[];
  push: readonly { dataType: string; lastEventAgeMs: number | null }[];
}

export interface RejectedEvent {
  id: string;
  subscription: string;
  reason: string;
  sizeBytes: number;
  atMs: number;
}
