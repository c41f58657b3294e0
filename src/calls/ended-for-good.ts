/** Calls that operators have ended, remembered so that a late leg does not start them again and overwrite their record. */
import { ENDED_BY_OPERATOR } from "../actors/call/context.ts";
import type { CallEvent, LegCommand } from "../actors/call/events.ts";

/** Beyond it the oldest is forgotten; late legs come within seconds, not after so many other ends. */
const MAX_REMEMBERED = 1_000;

export interface EndedForGood {
  add(callKey: string): void;
  /** True if the event is for such a call and is handled: its leg is closed, and any other event is dropped. */
  takes(callKey: string, event: CallEvent): boolean;
}

export function createEndedForGood(tell: (command: LegCommand) => void): EndedForGood {
  const keys = new Set<string>();
  return {
    add(callKey) {
      keys.add(callKey);
      const [oldest] = keys;
      if (keys.size > MAX_REMEMBERED && oldest !== undefined) keys.delete(oldest);
    },
    takes(callKey, event) {
      if (!keys.has(callKey)) return false;
      if (event.type === "leg.opened") {
        tell({ type: "leg.close", legId: event.legId, reason: "disconnect", message: ENDED_BY_OPERATOR });
      }
      return true;
    },
  };
}
