/** The conversations as any framework's route uses them: open, find, feed, and listen for outgoing activities. */
import type { AudioFormat, AudioSink } from "../../audio/sink.ts";
import type { InboundActivity, OutboundActivity } from "./activity.ts";
import type { ConversationPlaces } from "./instance-link.ts";
import type { SpeakerNames } from "./participants.ts";

/** How VoiceAI Connect talks to this bot in one conversation. */
export type BotFramework =
  | "bot-api"
  | "bot-api-streaming"
  | "bot-framework"
  | "dialogflow-cx"
  | "dialogflow-es"
  | "copilot"
  | "copilot-legacy";

export interface ConversationOpening {
  /** VoiceAI Connect's id of the conversation, 1 to 200 characters, as received. */
  conversationId: string;
  framework: BotFramework;
  /** The bot's name as VoiceAI Connect knows it. */
  botName?: string;
  /** Only where VoiceAI Connect streams the audio itself (directSTT): its format. Otherwise words come as text. */
  audio?: AudioFormat;
}

/** Why a conversation is over. */
export interface ConversationEnd {
  reason: string;
  reasonCode?: string;
}

export interface ConversationHandle {
  readonly conversationId: string;
  readonly framework: BotFramework;
  /** The call's key, also its Dialogflow conversation id. */
  readonly callKey: string;
  /** Idle limit, whole seconds; sent to VoiceAI Connect if the framework can carry it. */
  readonly expiresSeconds: number;
  /** False once it ended or expired: nothing is heard and nothing is sent any more. */
  readonly isOpen: boolean;
  /**
   * Handles activities in order (repeats of an activityId are dropped, a bad one does not stop the rest of a list) and
   * resets the idle limit. Resolves within milliseconds, never waiting for Google, with what is to be sent back at
   * once: the answers and the activities that waited for a way out. An "end" activity ends the conversation.
   * Never rejects for one that this instance has; for others as AudiocodesConversations.find does.
   */
  receive(activities: readonly InboundActivity[]): Promise<readonly OutboundActivity[]>;
  /**
   * Late activities (suggestions, stopRecognition), as they come; waiting ones come first, within this call. Without
   * a listener they wait (bounded: the oldest metadata is dropped first, a recognition command never) for the next
   * `receive` or listener. The newest listener gets everything. Returns the function that takes it away.
   */
  onOutbound(listener: (activities: readonly OutboundActivity[]) => void): () => void;
  /** Runs once when the conversation is over for any reason; at once if it is over already. Returns the unsubscriber. */
  onEnd(listener: (end: ConversationEnd) => void): () => void;
  /** Nobody is known to take part yet. */
  readonly awaitsParticipants: boolean;
  /** Whether participants' audio is recognised here; otherwise words come as text. */
  readonly takesAudio: boolean;
  /** A participant's audio is about to come; one who was not announced takes part from now on. False if nobody can be told. */
  startAudio(names: SpeakerNames): boolean;
  /** Where a participant's audio goes; undefined if words come as text, or without such a participant. */
  sinkOf(names: SpeakerNames): AudioSink | undefined;
  /** Resets the idle limit. */
  refresh(): void;
  /** The call behind it ends too. Safe to call twice. */
  end(end: ConversationEnd): void;
}

export interface AudiocodesConversations {
  /** Where other instances have conversations too: which one a framework's session is, on all of them. */
  readonly sessions?: Pick<ConversationPlaces, "noteSession" | "findSession">;
  /**
   * Begins a conversation. Opening the same id again before its first activity returns the same one (a repeated
   * request); afterwards it fails. Rejects with a SidetoneError: CONFLICT (answer 409), LIMIT_EXCEEDED (503, too many
   * conversations), SHUTTING_DOWN (503), PROTOCOL_VIOLATION (400, an id that is empty or too long).
   */
  open(opening: ConversationOpening): Promise<ConversationHandle>;
  /**
   * The open conversation of that id, also one whose call a former process left, which is then of `framework` (default
   * "bot-api"); undefined when unknown, ended or expired (answer 404). Throws SHUTTING_DOWN (503) while this process
   * goes away.
   */
  get(conversationId: string, framework?: BotFramework): ConversationHandle | undefined;
  /**
   * The same, also where another instance has the conversation: then what it is asked travels. Rejects where that instance
   * does not answer in time (DEADLINE_EXCEEDED).
   */
  find(
    conversationId: string,
    framework?: BotFramework,
  ): ConversationHandle | undefined | Promise<ConversationHandle | undefined>;
}
