/** Keeps one call's history and snapshot: a short ring in memory, and batches to the store off the call's path. */
import type { InspectionEvent } from "xstate";
import type { Clock } from "../clock.ts";
import type { CallStore, HistoryEntry, StoredCall } from "../storage/port.ts";
import type { Logger } from "../telemetry/log.ts";
import { historyEntryOf } from "./history.ts";

export interface CallRecorderOptions {
  callKey: string;
  store: CallStore;
  clock: Clock;
  logger: Logger;
  /** The call as it is to be stored now. */
  capture: () => StoredCall;
  /** How long changes are gathered before they are written. */
  batchMs?: number;
  /** The same for lines that tell nothing a restart would need: they are most of a call's lines. */
  routineBatchMs?: number;
  /** Lines kept in memory for operators; also the bound of what waits for a store that is away. */
  ringSize?: number;
}

export interface CallRecorder {
  /** For createActor's `inspect`. */
  inspect(event: InspectionEvent): void;
  /** A line that no actor's event brought about: what an operator did. */
  note(line: Omit<HistoryEntry, "atMs">): void;
  /** The last lines, oldest first. */
  recent(): HistoryEntry[];
  /** Writes what is pending; resolves when stored or when the store has refused it. */
  flush(): Promise<void>;
}

/** They come every few seconds for hours; a new process begins recognition anew, wherever the last one was. */
const ROUTINE_EVENTS = new Set(["stream.final"]);

export function createCallRecorder(options: CallRecorderOptions): CallRecorder {
  const { callKey, store, clock, logger, capture, ringSize = 500 } = options;
  const { batchMs = 250, routineBatchMs = 5_000 } = options;
  const ring: HistoryEntry[] = [];
  let pending: HistoryEntry[] = [];
  let timer: unknown = null;
  let isTimerLong = false;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const entries = pending;
    pending = [];
    try {
      await store.save(capture());
      if (entries.length > 0) await store.appendHistory(callKey, entries);
    } catch (caught) {
      // Kept for the next batch, within the bound; the call itself goes on without its record.
      pending = [...entries, ...pending].slice(-ringSize);
      logger.error({ callKey, err: caught }, "call record could not be stored");
    }
  }

  /** A line that must not wait shortens a wait begun for one that may. */
  function arm(isRoutine: boolean): void {
    if (timer !== null && (isRoutine || !isTimerLong)) return;
    if (timer !== null) clock.clearTimeout(timer);
    isTimerLong = isRoutine;
    timer = clock.setTimeout(() => void flush(), isRoutine ? routineBatchMs : batchMs);
  }

  function flush(): Promise<void> {
    if (timer !== null) clock.clearTimeout(timer);
    timer = null;
    writing = writing.then(write);
    return writing;
  }

  function add(entry: HistoryEntry): void {
    ring.push(entry);
    if (ring.length > ringSize) ring.shift();
    pending.push(entry);
    if (pending.length > ringSize) pending.shift();
    arm(ROUTINE_EVENTS.has(entry.event));
  }

  return {
    inspect(event) {
      const entry = historyEntryOf(event, clock.now());
      if (entry !== null) add(entry);
    },
    note: (line) => add({ atMs: clock.now(), ...line }),
    recent: () => [...ring],
    flush,
  };
}
