/** The door through which transports reach calls: find or create the actor an event is for, and hear its commands. */
import type { CallEvent, LegCommand } from "../actors/call/events.ts";
import type { CallRef } from "../contract/call-ref.ts";

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
