/** Writes the records of all calls in batches: records due at about the same time are stored in one round trip. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallRecord, CallStore } from "../storage/port.ts";

/** One call's record, as the writer asks for it. */
export interface RecordSource {
  readonly callKey: string;
  /** What is to be stored now. Called when the write begins, so that it is the newest. */
  take(): CallRecord;
  /** The store has refused what was taken last: its lines are to be kept for another time. */
  refused(record: CallRecord): void;
}

export interface RecordWriter {
  /** Has it stored at `dueAtMs` (the clock's time) or a little earlier, in the company of others. */
  request(source: RecordSource, dueAtMs: number): void;
  /** Has it stored now; resolves when it is, or when the store has refused it. */
  flush(source: RecordSource): Promise<void>;
  /** Forgets what it asked for. */
  drop(source: RecordSource): void;
}

export interface RecordWriterOptions {
  store: Pick<CallStore, "saveRecords">;
  clock: Clock;
  logger: Logger;
  /** Records due within this time of a write are written with it. */
  gatherMs?: number;
}

/** The embedded database runs one statement at a time: a larger one would keep an event for the screen waiting. */
const MAX_CALLS_PER_WRITE = 50;
const MAX_KEYS_IN_LOG = 10;

/** One write at a time, so an older snapshot never overwrites a newer one. Each write has the store's own deadline. */
export function createRecordWriter(options: RecordWriterOptions): RecordWriter {
  const { store, clock, logger, gatherMs = 250 } = options;
  const due = new Map<RecordSource, number>();
  let timer: { id: unknown; atMs: number } | null = null;
  let writing: Promise<void> = Promise.resolve();
  let callsPerWrite = MAX_CALLS_PER_WRITE;

  function arm(atMs: number): void {
    if (timer !== null && timer.atMs <= atMs) return;
    if (timer !== null) clock.clearTimeout(timer.id);
    const id = clock.setTimeout(
      () => {
        timer = null;
        void run();
      },
      Math.max(0, atMs - clock.now()),
    );
    timer = { id, atMs };
  }

  function run(): Promise<void> {
    writing = writing.then(writeDue);
    return writing;
  }

  async function writeDue(): Promise<void> {
    const untilMs = clock.now() + gatherMs;
    const sources: RecordSource[] = [];
    for (const [source, atMs] of due) if (atMs <= untilMs) sources.push(source);
    for (const source of sources) due.delete(source);
    for (let from = 0; from < sources.length; ) {
      const part = sources.slice(from, from + callsPerWrite);
      from += part.length;
      await write(part);
    }
    let nextMs = Number.POSITIVE_INFINITY;
    for (const atMs of due.values()) nextMs = Math.min(nextMs, atMs);
    if (nextMs !== Number.POSITIVE_INFINITY) arm(nextMs);
  }

  async function write(sources: RecordSource[]): Promise<void> {
    const taken: { source: RecordSource; record: CallRecord }[] = [];
    for (const source of sources) {
      try {
        taken.push({ source, record: source.take() });
      } catch (caught) {
        // One call that cannot be captured must not keep the others from being stored.
        logger.error({ callKey: source.callKey, err: caught }, "call record could not be taken");
      }
    }
    if (taken.length === 0) return;
    try {
      await store.saveRecords(taken.map(({ record }) => record));
      callsPerWrite = Math.min(MAX_CALLS_PER_WRITE, callsPerWrite * 2);
    } catch (caught) {
      for (const { source, record } of taken) source.refused(record);
      // Should one record be at fault, smaller parts soon leave it alone with its failure.
      callsPerWrite = Math.max(1, Math.floor(taken.length / 2));
      const callKeys = sources.slice(0, MAX_KEYS_IN_LOG).map(({ callKey }) => callKey);
      logger.error({ callKeys, calls: taken.length, err: caught }, "call records could not be stored");
    }
  }

  return {
    request(source, dueAtMs) {
      const knownMs = due.get(source);
      if (knownMs !== undefined && knownMs <= dueAtMs) return;
      due.set(source, dueAtMs);
      arm(dueAtMs);
    },
    flush(source) {
      due.set(source, Number.NEGATIVE_INFINITY);
      return run();
    },
    drop: (source) => void due.delete(source),
  };
}
