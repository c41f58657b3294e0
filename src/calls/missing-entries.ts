/**
 * Entries of its log that a call has not heard of although later ones came: the instance that logged them left or died before
 * it told the call. They are read from the log.
 */
import type { CallContext } from "../actors/call/context.ts";
import type { CallEvent } from "../actors/call/events.ts";
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";

/** What is on its way comes within milliseconds. */
const FIRST_PAUSE_MS = 1_000;
/** The log may be away, for all calls at once. */
const AGAIN = { firstMs: 2_000, maxMs: 16_000 };
/** Then entries are given up. */
const MOST_TRIES = 5;

export interface MissingEntriesOptions {
  callKey: string;
  /** Entries of the log behind that sequence, fewer where it cannot be read. Never rejects. Absent: none is read. */
  read: ((after: number) => Promise<readonly CallEvent[]>) | undefined;
  /** What the call has heard of by now. */
  known(): Pick<CallContext, "loggedSequence" | "unheardEntries">;
  tell(event: CallEvent): void;
  clock: Clock;
  logger: Logger;
}

export class MissingEntries {
  readonly #options: MissingEntriesOptions;
  #timer: unknown = null;
  #tries = 0;
  #givenUpTo = 0;
  #isClosed = false;

  constructor(options: MissingEntriesOptions) {
    this.#options = options;
  }

  /** Whenever the call has heard of an entry. */
  look(): void {
    const { read, clock } = this.#options;
    if (read === undefined || this.#timer !== null || this.#isClosed || this.#missing().length === 0) return;
    this.#timer = clock.setTimeout(() => void this.#read(read), this.#pauseMs());
  }

  /** The call is about to end: also entries beyond the last one that it knows are read. */
  async lookBeyond(): Promise<void> {
    const { read, known, tell } = this.#options;
    const [first = known().loggedSequence + 1] = this.#missing();
    const entries = (await read?.(first - 1)) ?? [];
    if (!this.#isClosed) for (const entry of entries) tell(entry);
  }

  close(): void {
    this.#isClosed = true;
    this.#options.clock.clearTimeout(this.#timer);
  }

  #pauseMs(): number {
    return this.#tries === 0 ? FIRST_PAUSE_MS : backOffMs(this.#tries, AGAIN);
  }

  #missing(): readonly number[] {
    return this.#options.known().unheardEntries.filter((one) => one > this.#givenUpTo);
  }

  async #read(read: (after: number) => Promise<readonly CallEvent[]>): Promise<void> {
    const { tell } = this.#options;
    const [first] = this.#missing();
    const entries = first === undefined ? [] : await read(first - 1);
    if (this.#isClosed) return;
    const missing = new Set(this.#missing());
    // What came after them is on its way, and says more than the log does.
    for (const entry of entries)
      if (entry.type === "assist.logged" && missing.has(entry.sequence)) tell(entry);
    this.#timer = null;
    this.#tries += 1;
    const left = this.#missing();
    if (left.length === 0) this.#tries = 0;
    else if (this.#tries < MOST_TRIES) this.look();
    else this.#giveUp(left);
  }

  #giveUp(left: readonly number[]): void {
    const { callKey, logger } = this.#options;
    logger.warn({ callKey, count: left.length }, "a call was not told of entries of its log");
    this.#givenUpTo = left.at(-1) ?? this.#givenUpTo;
    this.#tries = 0;
  }
}
