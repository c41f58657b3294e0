/** Keeps one call's history and snapshot: a short ring in memory, and what is new for the writer of all calls. */
import type { InspectionEvent } from "xstate";
import type { LegCommand } from "../actors/call/events.ts";
import { policyOf } from "../actors/catalogue.ts";
import type { Clock } from "../base/clock.ts";
import type { HistoryLine } from "../contract/history-line.ts";
import type { Ledger } from "../contract/ledger.ts";
import type { CallRecord, StoredCall } from "../storage/port.ts";
import { createHistoryWriter } from "./history.ts";
import type { NewLine } from "./port.ts";
import type { RecordSource, RecordWriter } from "./record-writer.ts";

export interface CallRecorderOptions {
  callKey: string;
  writer: RecordWriter;
  clock: Clock;
  /** The call as it is to be stored now; the number of its last line is added. */
  capture: () => StoredCall;
  ledgerOf: (speaker: string) => Ledger | undefined;
  /** Number of the last line of a former process. */
  lastLine?: number;
  /** How long changes are gathered before they are written. */
  batchMs?: number;
  /** The same for lines that a restart does not need: they are most of a call's lines. */
  routineBatchMs?: number;
  /** Lines kept in memory for operators; also the bound of what waits for a store that is away. */
  ringSize?: number;
}

export interface CallRecorder {
  /** For createActor's `inspect`. */
  inspect(event: InspectionEvent): void;
  /** What the call has emitted while it handles an event. */
  emitted(command: LegCommand): void;
  /** The call was told its ledgers: no line, but the first is to be stored soon, and later ones in their turn. */
  sampled(): void;
  /** A line of which no actor knows. */
  note(line: NewLine): void;
  /** The last lines, oldest first. */
  recent(): HistoryLine[];
  /** Those after a line; `missed` where some of them are no longer in memory. */
  linesAfter(line: number): { lines: HistoryLine[]; missed: boolean };
  /** Number of the last line. */
  lastLine(): number;
  /** When the last line was written, milliseconds since the Unix epoch; null before the first. */
  changedAtMs(): number | null;
  /** Writes what is pending; resolves when stored or when the store has refused it. */
  flush(): Promise<void>;
  /** From now on nothing is written: the call's next owner writes, and may be in this process. */
  close(): void;
}

export function createCallRecorder(options: CallRecorderOptions): CallRecorder {
  const { callKey, writer, clock, capture, ringSize = 500 } = options;
  const { batchMs = 250, routineBatchMs = 5_000 } = options;
  const ring: HistoryLine[] = [];
  let pending: HistoryLine[] = [];
  let isClosed = false;

  const history = createHistoryWriter({
    now: () => clock.now(),
    lastLine: options.lastLine ?? 0,
    ledgerOf: options.ledgerOf,
    onLine(line) {
      ring.push(line);
      if (ring.length > ringSize) ring.shift();
      pending.push(line);
      if (pending.length > ringSize) pending.shift();
      request(policyOf(line.event).line === "routine" ? routineBatchMs : batchMs);
    },
  });

  const source: RecordSource = {
    callKey,
    take(): CallRecord {
      const call = { ...capture(), lastLine: history.lastLine() };
      const entries = pending;
      pending = [];
      return { call, entries };
    },
    refused({ entries }) {
      // Kept for the next write, within the bound; the call continues without its record.
      pending = [...(entries as readonly HistoryLine[]), ...pending].slice(-ringSize);
    },
  };

  function request(waitMs: number): void {
    if (!isClosed) writer.request(source, clock.now() + waitMs);
  }

  let wasSampled = false;
  return {
    sampled() {
      request(wasSampled ? routineBatchMs : batchMs);
      wasSampled = true;
    },
    inspect: history.inspect,
    emitted: history.emitted,
    note: history.note,
    recent: () => [...ring],
    linesAfter(line) {
      const firstNumber = ring[0]?.line ?? history.lastLine() + 1;
      return { lines: ring.slice(Math.max(0, line + 1 - firstNumber)), missed: firstNumber > line + 1 };
    },
    lastLine: history.lastLine,
    changedAtMs: () => ring.at(-1)?.atMs ?? null,
    flush: async () => {
      if (!isClosed) await writer.flush(source);
    },
    close() {
      isClosed = true;
      writer.drop(source);
    },
  };
}
