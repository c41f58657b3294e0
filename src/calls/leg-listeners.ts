/** Those that hear which legs are open, told beside the calls that carry them. */
import type { CallEvent } from "../actors/call/events.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { LocalCall } from "./local-call.ts";
import type { LegListener } from "./port.ts";

export class LegListeners {
  readonly #all = new Set<LegListener>();

  /** Tells the legs that are open in `living` first. */
  add(listener: LegListener, living: Iterable<LocalCall>): () => void {
    for (const call of living) tellOpen(call, listener);
    this.#all.add(listener);
    return () => void this.#all.delete(listener);
  }

  /** A restored call may have legs that were opened before. */
  tellOpen(call: LocalCall): void {
    for (const listener of this.#all) tellOpen(call, listener);
  }

  heard(ref: CallRef, event: CallEvent): void {
    if (event.type === "leg.opened") for (const listener of this.#all) listener.opened(ref, event);
    if (event.type === "leg.closed") for (const listener of this.#all) listener.closed(ref, event.legId);
  }

  ended(ref: CallRef): void {
    for (const listener of this.#all) listener.ended(ref);
  }
}

function tellOpen(call: LocalCall, listener: LegListener): void {
  for (const leg of call.report().legs) if (leg.open) listener.opened(call.ref, leg);
}
