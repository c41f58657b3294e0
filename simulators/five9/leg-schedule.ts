/** When each step of a leg is due, also after its stream was lost and another one has begun. */
import type { Clock } from "../../src/base/clock.ts";

/** How a stream was lost: the server asked the leg to reconnect, or the stream broke. */
export type LossCause = "told" | "broken";

/** How long a leg had no stream that takes its audio. */
export interface Away {
  cause: LossCause;
  ms: number;
}

export interface LegScheduleOptions {
  clock: Clock;
  /** 1 is real time. */
  speed: number;
  /** See LegPlayerOptions. */
  patienceMs: number;
}

export class LegSchedule {
  readonly #options: LegScheduleOptions;
  #startedAtMs: number | undefined;
  #lost: { atMs: number; cause: LossCause } | undefined;

  constructor(options: LegScheduleOptions) {
    this.#options = options;
  }

  get hasStarted(): boolean {
    return this.#startedAtMs !== undefined;
  }

  /** Whether a leg without a stream tries for another one. */
  get isPatient(): boolean {
    const { clock, patienceMs } = this.#options;
    return clock.now() - (this.#lost?.atMs ?? clock.now()) < patienceMs;
  }

  /** A stream takes audio now. Gives how long there was none, if one was lost before. */
  begin(): Away | undefined {
    const { clock, patienceMs } = this.#options;
    const nowMs = clock.now();
    this.#startedAtMs ??= nowMs;
    if (this.#lost === undefined) return undefined;
    const { atMs, cause } = this.#lost;
    const ms = nowMs - atMs;
    // The speaker has waited.
    if (patienceMs > 0) this.#startedAtMs += ms;
    this.#lost = undefined;
    return { cause, ms };
  }

  /** The first loss counts until another stream has begun. */
  lose(cause: LossCause): void {
    this.#lost ??= { atMs: this.#options.clock.now(), cause };
  }

  /** When what lies at this position of the leg's audio is due. */
  dueAtMs(positionMs: number): number {
    const { clock, speed } = this.#options;
    return (this.#startedAtMs ?? clock.now()) + positionMs / speed;
  }
}
