/**
 * The plug of a carrier, which brings callers' audio or words. Each has a folder beside this file that exports one
 * `Carrier`; only one list names it, in src/service/carriers.ts.
 */
import type { LegDetails } from "../actors/call/events.ts";
import type { ConversationRef } from "../assist/conversation.ts";
import type { AssistTexts } from "../assist/provider.ts";
import type { AudioSinks } from "../audio/sink.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallDirectory } from "../calls/port.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { CarrierName } from "../contract/carrier-name.ts";
import type { DoorReport } from "../contract/operations.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { PartRoutes } from "../http/server/part-routes.ts";
import type { MediastreamEventQueue } from "../jobs/mediastream-event.ts";
import type { UnprovedVerdict } from "../jobs/unproved-intake.ts";
import type { Settings } from "../settings/table.ts";
import type { ConversationNames } from "../storage/port.ts";
import type { Guesses } from "../telemetry/guesses.ts";
import type { Refusals } from "../telemetry/refusals.ts";
import type { AddressMark } from "../transports/agent-applications/address-mark.ts";
import type { OtherInstances } from "../transports/audiocodes/instance-link.ts";
import type { RecognitionDesk } from "../transports/speech-switch/recognition-desk.ts";

export interface Carrier extends CarrierName {
  /** The counter of what happens at its doors, by event. */
  readonly events: { readonly name: string; readonly help: string };
  /** The call of a carrier's id; null for a text that cannot be one. */
  callRefOf(vendorCallId: string): CallRef | null;
  /** Its ways in, as the settings open them. */
  doorsOf(settings: Settings): readonly Door[];
  /** Makes what runs; nothing arrives before `takeUp` and `listen`. */
  start(context: CarrierContext): RunningCarrier;
}

/** A way in for calls or people: one without its secret stays shut. */
export interface Door extends DoorReport {
  /** Another secret of the same sender is set, so somebody waits for this door to open. */
  isAwaited: boolean;
}

/** Audio received since the start. */
export interface AudioTotals {
  messages: number;
  bytes: number;
  /** Milliseconds by which the sender's clock moved on without audio; 0 if the protocol has none. */
  gapMs: number;
}

/** What is drained and counted of every carrier alike. */
export interface RunningCarrier {
  readonly routes?: PartRoutes;
  /** Takes up what a former process left: its calls are restored, and no client can come yet. */
  takeUp?(): void;
  /** Takes up a call that this instance owns now, and has heard the mail of, where nobody has what it brings. */
  takeUpCall?(ref: CallRef): void;
  /** For audio on a separate port, once everything else is ready. */
  listen?(): Promise<void>;
  /** The ports it listens on, by name; known once it listens. */
  ports?(): Readonly<Record<string, number>>;
  /** Whether this process is ready, for a health service of the carrier's own; not before the first time. */
  tellReady?(isReady: boolean): void;
  /** Audio streams open now. */
  openLegs(): number;
  audioTotals(): AudioTotals;
  /**
   * Where another instance is there: what comes nevertheless is taken, and asked to begin again there. Absent: what comes is
   * taken, and taken up there.
   */
  leave?(): void;
  /** Takes no connection any more where it has a port of its own: what comes goes to another instance. Running streams continue. */
  shutDoor?(): void;
  /** Takes nothing new from now on; running streams continue. */
  stopAccepting(): void;
  /**
   * Asks every leg to begin again: now, each at its next pause in speech, or together, at the first moment at which all
   * pause; nothing new is taken then. Absent if calls are left to the next process, which takes them up: these are not waited for.
   */
  askToReconnect?(when: "pause" | "together" | "now"): void;
  stop(): Promise<void> | void;
}

export type CarriedLeg = LegDetails & { open: boolean };

/** A call of this carrier that lives here. */
export interface LivingCall {
  readonly ref: CallRef;
  /** Open ones and former ones, oldest first. */
  readonly legs: readonly LegDetails[];
  /** It was told to end, and hears last words: nothing is to be taken up for it. */
  readonly isEnding: boolean;
}

/** Its own calls, as a carrier finds them. */
export interface CarrierCalls {
  list(): readonly LivingCall[];
  get(callKey: string): LivingCall | null;
  /** Also one that lives on another instance, as it was stored last. */
  find(callKey: string): Promise<LivingCall | null>;
  /** Whether a call of this key has begun: it lives here, or was stored. */
  hasBegun(callKey: string): Promise<boolean>;
  /** The legs of a living call, as `LivingCall` has them; of one on another instance as that says, none where it does not. */
  legsOf(callKey: string): readonly CarriedLeg[] | Promise<readonly CarriedLeg[]>;
  /** Calls back with the key of each ended call of any carrier. */
  onEnded(listener: (callKey: string) => void): void;
}

/** What a process has for its carriers. Each takes what it needs. */
export interface CarrierContext {
  settings: Settings;
  directory: CallDirectory;
  calls: CarrierCalls;
  /** Where audio goes. */
  tracks: AudioSinks;
  /** Where words that came as text go, and where recognisers find their carrier. */
  texts: AssistTexts;
  desk: RecognitionDesk;
  /** Suggestions, and words still being spoken. */
  delivery: Pick<Delivery, "accept" | "attach" | "isWatched">;
  /** Marks call parties' addresses, so that agents' applications find their calls and carriers know a party again. */
  markOf: AddressMark;
  /** The conversation of a call with this key. */
  conversationOf(callKey: string): ConversationRef;
  conversationNames: ConversationNames;
  /** Reports about streams that are handled in the background. */
  reports: {
    queue: MediastreamEventQueue;
    judgeUnproved(callId: string): UnprovedVerdict;
    /** The first ones are about to come. */
    expectReports(): void;
  };
  /** Counts an event of the carrier's. Must not be called on the audio path. */
  count(event: string): void;
  refusals: Refusals;
  guesses: Guesses;
  /** Other instances; absent in a process that is alone. */
  elsewhere?: OtherInstances;
  /** PEM texts where an audio endpoint ends TLS itself. */
  tls: { cert: string; key: string } | undefined;
  clock: Clock;
  logger: Logger;
}
