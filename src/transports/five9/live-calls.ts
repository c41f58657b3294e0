/** The open legs by call and speaker, so that a second leg takes over or stands by, and another domain is refused. */
import type { Clock } from "../../base/clock.ts";
import type { Speaker } from "../../contract/speaker.ts";

/** How long the domain of a call without legs is remembered: a transfer or reconnect must not change it. */
const MEMORY_MS = 10 * 60 * 1000;
const MEMORY_MAX_CALLS = 10_000;

interface LiveCall<Leg> {
  domainId: string;
  /** Oldest first. */
  legs: Map<Speaker, Leg[]>;
}

export class LiveCalls<Leg extends { standsBy: boolean }> {
  readonly #clock: Clock;
  readonly #live = new Map<string, LiveCall<Leg>>();
  /** In the order of their expiry, because the time to live is the same for all. */
  readonly #past = new Map<string, { domainId: string; untilMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** False when the call is known from another domain: Five9's call ids are unique only within one. */
  admits(callKey: string, domainId: string): boolean {
    this.#forgetExpired();
    const known = this.#live.get(callKey) ?? this.#past.get(callKey);
    return known === undefined || known.domainId === domainId;
  }

  /** The leg by which a speaker is heard now. */
  find(callKey: string, speaker: Speaker): Leg | undefined {
    return this.ofSpeaker(callKey, speaker).findLast((leg) => !leg.standsBy);
  }

  /** Oldest first. */
  ofSpeaker(callKey: string, speaker: Speaker): readonly Leg[] {
    return this.#live.get(callKey)?.legs.get(speaker) ?? [];
  }

  /** All legs of a call that are open now. */
  of(callKey: string): Leg[] {
    return [...(this.#live.get(callKey)?.legs.values() ?? [])].flat();
  }

  put(callKey: string, domainId: string, speaker: Speaker, leg: Leg): void {
    let call = this.#live.get(callKey);
    if (call === undefined) {
      call = { domainId, legs: new Map() };
      this.#live.set(callKey, call);
      this.#past.delete(callKey);
    }
    call.legs.set(speaker, [...(call.legs.get(speaker) ?? []), leg]);
  }

  remove(callKey: string, speaker: Speaker, leg: Leg): void {
    const call = this.#live.get(callKey);
    const others = call?.legs.get(speaker)?.filter((other) => other !== leg);
    if (call === undefined || others === undefined) return;
    if (others.length > 0) call.legs.set(speaker, others);
    else call.legs.delete(speaker);
    if (call.legs.size > 0) return;
    this.#live.delete(callKey);
    this.#past.set(callKey, { domainId: call.domainId, untilMs: this.#clock.now() + MEMORY_MS });
  }

  #forgetExpired(): void {
    const nowMs = this.#clock.now();
    for (const [callKey, call] of this.#past) {
      if (call.untilMs > nowMs && this.#past.size <= MEMORY_MAX_CALLS) return;
      this.#past.delete(callKey);
    }
  }
}
