/** Sends one desktop all of one conversation once and in sequence order: log first, then live. */
import { backOffMs } from "../base/back-off.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { DeliveryLog, LogEntry } from "../storage/port.ts";
import type { DeliveryLimits } from "./limits.ts";

export interface DesktopFeedOptions {
  room: string;
  /** The last sequence the desktop has; 0 for none. */
  after: number;
  log: DeliveryLog;
  clock: Clock;
  limits: DeliveryLimits;
  /** Must not throw. */
  emit(entry: LogEntry, replayed: boolean): void;
  /** The log could not be read to its known end; the feed has closed itself. */
  onFailed(error: SidetoneError): void;
}

/** Starts reading the log at once. A feed that is closed emits nothing more. */
export class DesktopFeed {
  readonly #options: DesktopFeedOptions;
  #cursor: number;
  #cursorIsSound: boolean;
  /** The highest sequence known to exist. */
  #known = 0;
  #pending: LogEntry[] = [];
  #state: "replaying" | "live" | "closed" = "live";
  #retry: { timer: unknown; wake(): void } | null = null;

  constructor(options: DesktopFeedOptions) {
    this.#options = options;
    this.#cursor = options.after;
    this.#cursorIsSound = options.after === 0;
    this.#start();
  }

  /** True while nothing logged is known that has not been emitted. */
  get isLive(): boolean {
    return this.#state === "live";
  }

  /** The last sequence that was emitted; null while the log is being read. */
  get position(): number | null {
    return this.isLive ? this.#cursor : null;
  }

  get #isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Offers an entry that has just been logged. */
  offer(entry: LogEntry): void {
    if (this.#isClosed || (entry.sequence <= this.#cursor && this.#cursorIsSound)) return;
    this.#known = Math.max(this.#known, entry.sequence);
    if (this.isLive && entry.sequence === this.#cursor + 1) {
      this.#emitNext(entry, false);
      return;
    }
    if (this.#pending.length >= this.#options.limits.maxPendingPerDesktop) this.#pending = [];
    else this.#pending.push(entry);
    if (this.isLive) this.#start();
  }

  /** Says that the log holds at least this sequence. */
  notice(sequence: number): void {
    if (this.#isClosed || (sequence <= this.#cursor && this.#cursorIsSound)) return;
    this.#known = Math.max(this.#known, sequence);
    if (this.isLive) this.#start();
  }

  close(): void {
    this.#state = "closed";
    this.#pending = [];
    if (this.#retry === null) return;
    this.#options.clock.clearTimeout(this.#retry.timer);
    this.#retry.wake();
    this.#retry = null;
  }

  #start(): void {
    this.#catchUp().catch((caught: unknown) => this.#fail(SidetoneError.from(caught)));
  }

  #fail(error: SidetoneError): void {
    this.close();
    this.#options.onFailed(error);
  }

  async #catchUp(): Promise<void> {
    this.#state = "replaying";
    let attempts = 0;
    while (!this.#isClosed) {
      const cursorBefore = this.#cursor;
      const failure = await this.#tryToCatchUp();
      if (this.#isClosed) return;
      if (failure === null && this.#cursor >= this.#known) {
        this.#state = "live";
        return;
      }
      if (failure === null && this.#cursor > cursorBefore) {
        attempts = 0;
        continue;
      }
      attempts += 1;
      if (attempts >= this.#options.limits.maxReadAttempts) {
        this.#fail(failure ?? new SidetoneError("STORAGE_FAILED", "The log lacks a known sequence"));
        return;
      }
      await this.#pauseBefore(attempts);
    }
  }

  /** One pass over the log; null when it went through. */
  async #tryToCatchUp(): Promise<SidetoneError | null> {
    try {
      await this.#mendCursor();
      await this.#readLog();
    } catch (caught) {
      return SidetoneError.from(caught, "STORAGE_FAILED");
    }
    this.#drainPending();
    return null;
  }

  /** A cursor beyond the log's end comes from a log that is gone: such a desktop gets all of the new one. */
  async #mendCursor(): Promise<void> {
    if (this.#cursorIsSound) return;
    const [last] = await this.#read(this.#cursor - 1, 1);
    if (last === undefined) this.#cursor = 0;
    this.#cursorIsSound = true;
  }

  async #readLog(): Promise<void> {
    const { replayPageSize } = this.#options.limits;
    for (;;) {
      const page = await this.#read(this.#cursor, replayPageSize);
      for (const entry of page) {
        if (this.#isClosed) return;
        if (entry.sequence > this.#cursor) this.#emitNext(entry, true);
      }
      if (this.#isClosed || page.length < replayPageSize) return;
    }
  }

  #read(after: number, limit: number): Promise<LogEntry[]> {
    const { clock, limits, log, room } = this.#options;
    return withDeadline(
      clock,
      limits.readDeadlineMs,
      log.readAfter(room, after, limit),
      "Reading the delivery log",
    );
  }

  /** Emits what waited, as far as it follows on; the rest lies behind a gap and is read from the log. */
  #drainPending(): void {
    const waiting = this.#pending.sort((a, b) => a.sequence - b.sequence);
    this.#pending = [];
    for (const entry of waiting) {
      if (this.#isClosed) return;
      if (entry.sequence === this.#cursor + 1) this.#emitNext(entry, false);
    }
  }

  #emitNext(entry: LogEntry, replayed: boolean): void {
    this.#cursor = entry.sequence;
    this.#options.emit(entry, replayed);
  }

  #pauseBefore(attempt: number): Promise<void> {
    const { clock, limits } = this.#options;
    const delayMs = backOffMs(attempt, { firstMs: limits.firstReadRetryMs, maxMs: limits.maxReadRetryMs });
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#retry = { timer: clock.setTimeout(resolve, delayMs), wake: resolve };
    return promise;
  }
}
