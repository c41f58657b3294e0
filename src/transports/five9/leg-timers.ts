/** The two waits of a leg: for the next message, and for the longest call. */
import type { Clock } from "../../base/clock.ts";
import type { Five9Limits } from "./limits.ts";

export interface LegTimersOptions {
  clock: Clock;
  limits: Pick<Five9Limits, "idleTimeoutMs" | "maxCallMs">;
  /** True while the client may be silent: on hold, or held back by flow control. */
  mayBeQuiet(): boolean;
  /** Nothing came for the idle time. True if the leg is to stay nevertheless, for as long again. */
  mayStayIdle(): Promise<boolean>;
  onIdle(): void;
  onTooLong(): void;
}

/** Runs from construction until `stop`. Noting a message costs one clock reading: no timer is set per message. */
export class LegTimers {
  readonly #options: LegTimersOptions;
  readonly #clock: Clock;
  #lastMessageAtMs: number;
  #idleTimer: unknown;
  #isStopped = false;
  readonly #callTimer: unknown;

  constructor(options: LegTimersOptions) {
    const { clock, limits } = options;
    this.#options = options;
    this.#clock = clock;
    this.#lastMessageAtMs = clock.now();
    this.#checkIdleIn(limits.idleTimeoutMs);
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
    this.#isStopped = true;
    this.#clock.clearTimeout(this.#idleTimer);
    this.#clock.clearTimeout(this.#callTimer);
  }

  #checkIdleIn(waitMs: number): void {
    this.#idleTimer = this.#clock.setTimeout(() => void this.#checkIdle(), waitMs);
  }

  async #checkIdle(): Promise<void> {
    const { limits, mayBeQuiet, mayStayIdle, onIdle } = this.#options;
    const { idleTimeoutMs } = limits;
    if (mayBeQuiet()) this.noteMessage();
    const idleMs = this.quietMs();
    if (idleMs < idleTimeoutMs) return this.#checkIdleIn(idleTimeoutMs - idleMs);
    const isSpared = await mayStayIdle();
    if (this.#isStopped) return;
    // Being spared is no message: two silent legs would keep each other for ever.
    if (isSpared || this.quietMs() < idleTimeoutMs) this.#checkIdleIn(idleTimeoutMs);
    else onIdle();
  }
}
