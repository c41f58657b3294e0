/**
 * Which instance has which leg, and which one hears a speaker now: as the owner of their call learns it from its events. A
 * speaker moves when a leg comes on another instance and those on the former one are over.
 */
import type { CallEvent, LegTurn } from "../../actors/call/events.ts";
import type { Clock } from "../../base/clock.ts";
import type { Speaker } from "../../contract/speaker.ts";
import type { Share } from "./elsewhere.ts";

/** How long a leg whose speaker has a newer one elsewhere may still bring what it had on its way. */
const LINGER_MS = 1_500;

/** Said to a leg that another stream has taken the place of. */
export const DISPLACED = "another stream carries this leg now";

export interface PlacedLeg {
  callKey: string;
  legId: string;
  speaker: Speaker;
  instance: string;
  /** Another one of its speaker is heard. */
  standsBy: boolean;
  /** It was told to close, and has not said that it is. */
  isDisplaced?: boolean;
}

/** A speaker who is to be heard by a leg of another instance, where it has waited for its turn. */
export interface Move {
  callKey: string;
  speaker: Speaker;
  from: string;
  to: string;
}

export interface LegPlacesOptions {
  clock: Clock;
  /** The speaker is heard there from now on. */
  onMoved(callKey: string, speaker: Speaker, instance: string): void;
  /** Another stream has taken the leg's place, and it did not go. */
  onDisplaced(leg: PlacedLeg): void;
}

interface PlacedSpeaker {
  instance: string;
  /** Where the speaker is to be heard once the former instance has no leg any more. */
  next?: string | undefined;
  timer?: unknown;
}

interface PlacedCall {
  speakers: Map<Speaker, PlacedSpeaker>;
  legs: Map<string, PlacedLeg>;
  /** All that ever had a leg of it: they have its accounts. */
  instances: Set<string>;
}

export class LegPlaces {
  readonly #options: LegPlacesOptions;
  readonly #calls = new Map<string, PlacedCall>();

  constructor(options: LegPlacesOptions) {
    this.#options = options;
  }

  /** To be told of each event before its call is. */
  note(callKey: string, event: CallEvent, from: string): void {
    if (event.type === "leg.opened") {
      const { legId, speaker, again } = event;
      const standsBy = (again ?? event).standsBy === true;
      this.#opened({ callKey, legId, speaker, instance: from, standsBy });
    }
    if (event.type === "leg.closed") this.#closed(callKey, event.legId);
  }

  /** What an instance has of a call, as it says after a take-over. A speaker is where an open leg is. */
  learn(callKey: string, instance: string, share: Pick<Share, "legs" | "speakers">): void {
    const call = this.#callOf(callKey);
    call.instances.add(instance);
    for (const speaker of share.speakers)
      if (!call.speakers.has(speaker)) call.speakers.set(speaker, { instance });
    for (const { legId, speaker, standsBy = false } of share.legs) {
      call.legs.set(legId, { callKey, legId, speaker, instance, standsBy });
      if (!standsBy) call.speakers.set(speaker, { instance });
    }
  }

  ofLeg(legId: string): string | undefined {
    return this.#find(legId)?.instance;
  }

  /** A leg has its turn, or waits for it. Gives the move of its speaker that follows, which `move` completes. */
  turn({ type, legId }: LegTurn): Move | undefined {
    const leg = this.#find(legId);
    if (leg === undefined) return undefined;
    leg.standsBy = type === "leg.standBy";
    const { callKey, speaker, instance: to } = leg;
    const from = this.ofSpeaker(callKey, speaker);
    return leg.standsBy || from === undefined || from === to ? undefined : { callKey, speaker, from, to };
  }

  move({ callKey, speaker, to }: Move): void {
    const place = this.#calls.get(callKey)?.speakers.get(speaker);
    if (place === undefined) return;
    this.#stay(place);
    place.instance = to;
    this.#options.onMoved(callKey, speaker, to);
  }

  /** Legs that are heard while one on another instance waits for its turn. */
  rivalled(): PlacedLeg[] {
    const all = [...this.#calls.values()].map(({ legs }) => [...legs.values()]);
    return all.flatMap((legs) =>
      legs.filter((leg) => {
        const isRival = (one: PlacedLeg) =>
          one.standsBy && one.speaker === leg.speaker && one.instance !== leg.instance;
        return !leg.standsBy && leg.isDisplaced !== true && legs.some(isRival);
      }),
    );
  }

  ofSpeaker(callKey: string, speaker: Speaker): string | undefined {
    return this.#calls.get(callKey)?.speakers.get(speaker)?.instance;
  }

  instancesOf(callKey: string): string[] {
    return [...(this.#calls.get(callKey)?.instances ?? [])];
  }

  /** Open legs on an instance. */
  legsAt(instance: string): PlacedLeg[] {
    return [...this.#calls.values()].flatMap(({ legs }) =>
      [...legs.values()].filter((leg) => leg.instance === instance),
    );
  }

  /** An instance is gone, and nobody is heard there: a speaker who comes back there is to be followed as to any other one. */
  lost(instance: string): void {
    for (const { speakers } of this.#calls.values())
      for (const [speaker, place] of [...speakers])
        if (place.instance === instance && place.next === undefined) speakers.delete(speaker);
  }

  forget(callKey: string): void {
    for (const { timer } of this.#calls.get(callKey)?.speakers.values() ?? [])
      this.#options.clock.clearTimeout(timer);
    this.#calls.delete(callKey);
  }

  close(): void {
    for (const callKey of [...this.#calls.keys()]) this.forget(callKey);
  }

  #callOf(callKey: string): PlacedCall {
    let call = this.#calls.get(callKey);
    if (call === undefined) {
      call = { speakers: new Map(), legs: new Map(), instances: new Set() };
      this.#calls.set(callKey, call);
    }
    return call;
  }

  #find(legId: string): PlacedLeg | undefined {
    for (const { legs } of this.#calls.values()) {
      const leg = legs.get(legId);
      if (leg !== undefined) return leg;
    }
    return undefined;
  }

  #opened(leg: PlacedLeg): void {
    const { callKey, legId, speaker, instance, standsBy } = leg;
    const call = this.#callOf(callKey);
    call.instances.add(instance);
    call.legs.set(legId, leg);
    const place = call.speakers.get(speaker);
    if (standsBy && place !== undefined) return;
    if (place === undefined) {
      call.speakers.set(speaker, { instance });
      // After a take-over a recogniser may wait already where its speaker has no audio.
      this.#options.onMoved(callKey, speaker, instance);
      return;
    }
    if (place.instance === instance) {
      this.#stay(place);
      return;
    }
    place.next = instance;
    place.timer ??= this.#options.clock.setTimeout(() => this.#displace(callKey, speaker), LINGER_MS);
    this.#settle(callKey, speaker);
  }

  #closed(callKey: string, legId: string): void {
    const leg = this.#calls.get(callKey)?.legs.get(legId);
    if (leg === undefined) return;
    this.#calls.get(callKey)?.legs.delete(legId);
    this.#settle(callKey, leg.speaker);
  }

  #stay(place: PlacedSpeaker): void {
    this.#options.clock.clearTimeout(place.timer);
    place.timer = undefined;
    place.next = undefined;
  }

  #displace(callKey: string, speaker: Speaker): void {
    for (const leg of this.#formerLegs(callKey, speaker)) {
      // An instance that is gone does not answer; the leg is closed with it.
      leg.isDisplaced = true;
      this.#options.onDisplaced(leg);
    }
    this.#settle(callKey, speaker);
  }

  #formerLegs(callKey: string, speaker: Speaker): PlacedLeg[] {
    const call = this.#calls.get(callKey);
    const at = call?.speakers.get(speaker)?.instance;
    return [...(call?.legs.values() ?? [])].filter(
      (leg) => leg.speaker === speaker && leg.instance === at && !leg.standsBy && leg.isDisplaced !== true,
    );
  }

  #settle(callKey: string, speaker: Speaker): void {
    const place = this.#calls.get(callKey)?.speakers.get(speaker);
    const next = place?.next;
    if (place === undefined || next === undefined || this.#formerLegs(callKey, speaker).length > 0) return;
    this.#stay(place);
    place.instance = next;
    this.#options.onMoved(callKey, speaker, next);
  }
}
