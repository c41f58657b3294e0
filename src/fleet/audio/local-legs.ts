/** The legs whose streams are open on this instance, as their transports told of them: for owners that ask after them. */
import type { CallEvent, LegCommand, LegDetails } from "../../actors/call/events.ts";
import type { CallRef } from "../../contract/call-ref.ts";

export interface LocalLeg extends LegDetails {
  ref: CallRef;
  held: boolean;
  audioSeen: boolean;
}

type LegEvent = Extract<CallEvent, { legId: string }>;

export class LocalLegs {
  readonly #legs = new Map<string, LocalLeg>();

  /** To be told of every event of the transports here. */
  note(ref: CallRef, event: CallEvent): void {
    if (event.type === "leg.opened") {
      const { type: _type, again: _again, ...details } = event;
      this.#legs.set(event.legId, { ...details, ref, held: false, audioSeen: false });
    } else if (event.type === "leg.closed") this.#legs.delete(event.legId);
    else if ("legId" in event) this.#change(event);
  }

  /** What the call asks of a leg, wherever the call is. */
  obeyed({ type, legId }: LegCommand): void {
    const leg = this.#legs.get(legId);
    if (type === "leg.standBy" && leg !== undefined) leg.standsBy = true;
    if (type === "leg.takeOver") delete leg?.standsBy;
  }

  /** Another instance has them. */
  forget(callKey: string): void {
    for (const { legId } of this.of(callKey)) this.#legs.delete(legId);
  }

  of(callKey: string): LocalLeg[] {
    return this.all().filter(({ ref }) => ref.callKey === callKey);
  }

  all(): LocalLeg[] {
    return [...this.#legs.values()];
  }

  /** How calls that have taken this instance for gone are told of its legs. */
  again(): { callKey: string; event: CallEvent }[] {
    return this.all().map(({ ref, held, audioSeen, standsBy, ...details }) => {
      const again = { held, audioSeen, ...(standsBy ? { standsBy } : {}) };
      return { callKey: ref.callKey, event: { type: "leg.opened", ...details, again } };
    });
  }

  #change(event: LegEvent): void {
    const leg = this.#legs.get(event.legId);
    if (leg === undefined) return;
    if (event.type === "leg.held") leg.held = true;
    if (event.type === "leg.resumed") leg.held = false;
    if (event.type === "leg.firstAudio") leg.audioSeen = true;
  }
}
