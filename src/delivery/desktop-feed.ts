/** Brings one desktop everything of one conversation, in sequence order and once: log first, then live. */
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

export interface DesktopFeed {
  /** Offers an entry that has just been logged. */
  offer(entry: LogEntry): void;
  /** Says that the log holds at least this sequence. */
  notice(sequence: number): void;
  /** True while nothing logged is known that has not been emitted. */
  isLive(): boolean;
  close(): void;
}

/** Starts reading the log at once. A feed that is closed emits nothing more. */
export function openDesktopFeed(options: DesktopFeedOptions): DesktopFeed {
  const { room, log, clock, limits } = options;
  let cursor = options.after;
  /** The highest sequence known to exist. */
  let known = 0;
  let pending: LogEntry[] = [];
  let state: "replaying" | "live" | "closed" = "live";
  let cursorIsSound = cursor === 0;
  let retry: { timer: unknown; wake(): void } | null = null;

  const isClosed = () => state === "closed";

  function emitNext(entry: LogEntry, replayed: boolean): void {
    cursor = entry.sequence;
    options.emit(entry, replayed);
  }

  function read(after: number, limit: number): Promise<LogEntry[]> {
    return withDeadline(
      clock,
      limits.readDeadlineMs,
      log.readAfter(room, after, limit),
      "Reading the delivery log",
    );
  }

  /** A cursor beyond the log's end comes from a log that is gone: such a desktop gets all of the new one. */
  async function mendCursor(): Promise<void> {
    if (cursorIsSound) return;
    const [last] = await read(cursor - 1, 1);
    if (last === undefined) cursor = 0;
    cursorIsSound = true;
  }

  async function readLog(): Promise<void> {
    for (;;) {
      const page = await read(cursor, limits.replayPageSize);
      for (const entry of page) {
        if (isClosed()) return;
        if (entry.sequence > cursor) emitNext(entry, true);
      }
      if (isClosed() || page.length < limits.replayPageSize) return;
    }
  }

  /** Emits what waited, as far as it follows on; the rest lies behind a gap and is read from the log. */
  function drainPending(): void {
    const waiting = pending.sort((a, b) => a.sequence - b.sequence);
    pending = [];
    for (const entry of waiting) {
      if (isClosed()) return;
      if (entry.sequence === cursor + 1) emitNext(entry, false);
    }
  }

  /** One pass over the log; null when it went through. */
  async function tryToCatchUp(): Promise<SidetoneError | null> {
    try {
      await mendCursor();
      await readLog();
    } catch (caught) {
      return SidetoneError.from(caught, "STORAGE_FAILED");
    }
    drainPending();
    return null;
  }

  async function catchUp(): Promise<void> {
    state = "replaying";
    let attempts = 0;
    while (!isClosed()) {
      const cursorBefore = cursor;
      const failure = await tryToCatchUp();
      if (isClosed()) return;
      if (failure === null && cursor >= known) {
        state = "live";
        return;
      }
      if (failure === null && cursor > cursorBefore) {
        attempts = 0;
        continue;
      }
      attempts += 1;
      if (attempts >= limits.maxReadAttempts) {
        close();
        options.onFailed(failure ?? new SidetoneError("STORAGE_FAILED", "The log lacks a known sequence"));
        return;
      }
      await pauseBefore(attempts);
    }
  }

  function pauseBefore(attempt: number): Promise<void> {
    const delayMs = backOffMs(attempt, { firstMs: limits.firstReadRetryMs, maxMs: limits.maxReadRetryMs });
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = clock.setTimeout(resolve, delayMs);
    retry = { timer, wake: resolve };
    return promise;
  }

  function start(): void {
    catchUp().catch((caught: unknown) => {
      close();
      options.onFailed(SidetoneError.from(caught));
    });
  }

  function close(): void {
    state = "closed";
    pending = [];
    if (retry === null) return;
    clock.clearTimeout(retry.timer);
    retry.wake();
    retry = null;
  }

  start();
  return {
    offer: (entry) => {
      if (isClosed() || (entry.sequence <= cursor && cursorIsSound)) return;
      known = Math.max(known, entry.sequence);
      if (state === "live" && entry.sequence === cursor + 1) return emitNext(entry, false);
      if (pending.length >= limits.maxPendingPerDesktop) pending = [];
      else pending.push(entry);
      if (state === "live") start();
    },
    notice: (sequence) => {
      if (isClosed() || (sequence <= cursor && cursorIsSound)) return;
      known = Math.max(known, sequence);
      if (state === "live") start();
    },
    isLive: () => state === "live",
    close,
  };
}
