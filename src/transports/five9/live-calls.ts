/** The open legs by call and speaker, so that a second leg takes over and another domain is refused. */
import type { Clock } from "../../base/clock.ts";
import type { Speaker } from "../../contract/speaker.ts";

/** How long the domain of a call without legs is remembered: a transfer or reconnect must not change it. */
const MEMORY_MS = 10 * 60 * 1000;
const MEMORY_MAX_CALLS = 10_000;

interface LiveCall<Leg> {
  domainId: string;
  legs: Map<Speaker, Leg>;
}

export class LiveCalls<Leg> {
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

  /** The leg that carries a speaker now. */
  find(callKey: string, speaker: Speaker): Leg | undefined {
    return this.#live.get(callKey)?.legs.get(speaker);
  }

  /** All legs of a call that are open now. */
  of(callKey: string): Leg[] {
    return [...(this.#live.get(callKey)?.legs.values() ?? [])];
  }

  /** Registers a leg and gives back the one it replaces, if any. */
  put(callKey: string, domainId: string, speaker: Speaker, leg: Leg): Leg | undefined {
    let call = this.#live.get(callKey);
    if (call === undefined) {
      call = { domainId, legs: new Map() };
      this.#live.set(callKey, call);
      this.#past.delete(callKey);
    }
    const older = call.legs.get(speaker);
    call.legs.set(speaker, leg);
    return older;
  }

  /** Removes a leg unless another has taken its place. */
  remove(callKey: string, speaker: Speaker, leg: Leg): void {
    const call = this.#live.get(callKey);
    if (call?.legs.get(speaker) !== leg) return;
    call.legs.delete(speaker);
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
