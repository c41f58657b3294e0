/** The door through which transports reach calls: find or create the actor an event is for, and hear its commands. */
import type { CallEvent, LegCommand } from "./call/events.ts";

export type CallSource = "five9" | "audiocodes";

/** Names a call. `callKey` is also the conversation id at Dialogflow, for example five9-600000000054602. */
export interface CallRef {
  callKey: string;
  source: CallSource;
  /** The vendor's own id of the call, as received. */
  vendorCallId: string;
}

export interface CallDirectory {
  /**
   * Delivers an event, creating the call when `ref` is new and the event may begin one (CTI or leg opened).
   * Returns false when no such call lives and this event cannot begin one: the caller decides whether to retry.
   */
  deliver(ref: CallRef, event: CallEvent): boolean;
  /** Delivers to a call that must exist already, by key. Returns false when it does not. */
  deliverTo(callKey: string, event: CallEvent): boolean;
  /** Hears what a call asks of one leg; returns the unsubscribe function. */
  onLegCommand(legId: string, listener: (command: LegCommand) => void): () => void;
}
