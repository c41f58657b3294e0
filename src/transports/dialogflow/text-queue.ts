/** One speaker's utterances in the order they were said: one at a time, each until it is taken or its time is up. */
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { TextMessage } from "./text-messages.ts";

export interface TextQueueOptions {
  clock: Clock;
  maxQueued: number;
  giveUpAfterMs: number;
  /** One message, with all its attempts; `signal` aborts when its time is up or the queue is closed. */
  deliver(message: TextMessage, signal: AbortSignal): Promise<void>;
  onSent(): void;
  onLost(error: SidetoneError): void;
}

export class TextQueue {
  readonly #options: TextQueueOptions;
  readonly #waiting: { message: TextMessage; queuedAtMs: number }[] = [];
  #current: AbortController | undefined;
  #idle: Promise<void> = Promise.resolve();
  #isWorking = false;
  #isClosed = false;

  constructor(options: TextQueueOptions) {
    this.#options = options;
  }

  /** Including the one being sent. */
  get size(): number {
    return this.#waiting.length + (this.#current === undefined ? 0 : 1);
  }

  push(message: TextMessage): void {
    const { clock, maxQueued, onLost } = this.#options;
    if (this.#isClosed) {
      onLost(new SidetoneError("SHUTTING_DOWN", "the call is over"));
      return;
    }
    this.#waiting.push({ message, queuedAtMs: clock.now() });
    if (this.#waiting.length > maxQueued) {
      this.#waiting.shift();
      onLost(new SidetoneError("LIMIT_EXCEEDED", "too many texts wait for Dialogflow"));
    }
    if (!this.#isWorking) this.#idle = this.#work();
  }

  /** Resolves when nothing waits or is being sent. */
  flushed(): Promise<void> {
    return this.#idle;
  }

  close(): void {
    this.#isClosed = true;
    this.#current?.abort();
    for (const _ of this.#waiting.splice(0)) {
      this.#options.onLost(new SidetoneError("SHUTTING_DOWN", "the call is over"));
    }
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#deliver(next.message, next.queuedAtMs);
    }
    this.#isWorking = false;
  }

  async #deliver(message: TextMessage, queuedAtMs: number): Promise<void> {
    const { clock, giveUpAfterMs, deliver, onSent, onLost } = this.#options;
    const current = new AbortController();
    this.#current = current;
    const leftMs = Math.max(0, queuedAtMs + giveUpAfterMs - clock.now());
    const timer = clock.setTimeout(() => current.abort(), leftMs);
    try {
      await deliver(message, current.signal);
      onSent();
    } catch (caught) {
      onLost(SidetoneError.from(caught, "UPSTREAM_UNAVAILABLE"));
    } finally {
      clock.clearTimeout(timer);
      this.#current = undefined;
    }
  }
}
