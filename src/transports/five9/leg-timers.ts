/** The two waits of a leg: for the next message, and for the longest call. */
import type { Clock } from "../../base/clock.ts";
import type { Five9Limits } from "./limits.ts";

export interface LegTimersOptions {
  clock: Clock;
  limits: Pick<Five9Limits, "idleTimeoutMs" | "maxCallMs">;
  /** True while the client may be silent: on hold, or held back by flow control. */
  mayBeQuiet(): boolean;
  onIdle(): void;
  onTooLong(): void;
}

/** Runs from construction until `stop`. Noting a message costs one clock reading: no timer is set per message. */
export class LegTimers {
  readonly #options: LegTimersOptions;
  readonly #clock: Clock;
  #lastMessageAtMs: number;
  #idleTimer: unknown;
  readonly #callTimer: unknown;

  constructor(options: LegTimersOptions) {
    const { clock, limits } = options;
    this.#options = options;
    this.#clock = clock;
    this.#lastMessageAtMs = clock.now();
    this.#idleTimer = clock.setTimeout(() => this.#checkIdle(), limits.idleTimeoutMs);
    this.#callTimer = clock.setTimeout(() => options.onTooLong(), limits.maxCallMs);
  }

  /** Returns the time of the message. */
  noteMessage(): number {
    this.#lastMessageAtMs = this.#clock.now();
    return this.#lastMessageAtMs;
  }

  /** Since the last message. */
  quietMs(): number {
    return this.#clock.now() - this.#lastMessageAtMs;
  }

  stop(): void {
    this.#clock.clearTimeout(this.#idleTimer);
    this.#clock.clearTimeout(this.#callTimer);
  }

  #checkIdle(): void {
    if (this.#options.mayBeQuiet()) this.noteMessage();
    const { idleTimeoutMs } = this.#options.limits;
    const idleMs = this.#clock.now() - this.#lastMessageAtMs;
    if (idleMs >= idleTimeoutMs) this.#options.onIdle();
    else this.#idleTimer = this.#clock.setTimeout(() => this.#checkIdle(), idleTimeoutMs - idleMs);
  }
}
