/** Desktops that opened their page before their call began: they are counted in as soon as it does. */
import type { CallEvent } from "./call/events.ts";

/** Conversations remembered at most; a page left open for ever must not fill the memory. */
const MAX_CONVERSATIONS = 10_000;

export interface WaitingDesktops {
  /** Keeps desktop.joined and forgets at desktop.left; other events are of no concern. */
  note(callKey: string, event: CallEvent): void;
  /** The desktops waiting for this call, which then are no longer waiting. */
  take(callKey: string): string[];
}

export function createWaitingDesktops(): WaitingDesktops {
  const byCall = new Map<string, Set<string>>();
  return {
    note(callKey, event) {
      if (event.type === "desktop.joined") {
        const oldest = byCall.keys().next().value;
        if (byCall.size >= MAX_CONVERSATIONS && oldest !== undefined) byCall.delete(oldest);
        byCall.set(callKey, (byCall.get(callKey) ?? new Set()).add(event.desktopId));
      } else if (event.type === "desktop.left") {
        const desktops = byCall.get(callKey);
        desktops?.delete(event.desktopId);
        if (desktops?.size === 0) byCall.delete(callKey);
      }
    },
    take(callKey) {
      const desktops = [...(byCall.get(callKey) ?? [])];
      byCall.delete(callKey);
      return desktops;
    },
  };
}
