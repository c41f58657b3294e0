/** What a running call needs, and what it leaves. */
import type { CallContext, CallInput } from "../actors/call/context.ts";
import type { CallEvent, LegCommand } from "../actors/call/events.ts";
import type { callMachine } from "../actors/call/machine.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { StoredCall } from "../storage/port.ts";
import type { NewLine } from "./port.ts";
import type { RecordWriter } from "./record-writer.ts";
import type { CallStateView } from "./view.ts";

export interface LiveCallOptions {
  ref: CallRef;
  machine: typeof callMachine;
  input: CallInput;
  /** Persisted snapshot to continue from, and the number of the last line of its history. */
  restored?: { snapshot: unknown; lastLine: number };
  startedAtMs: number;
  writer: RecordWriter;
  clock: Clock;
  logger: Logger;
  /** Stored with each record, so that one of a former owner is refused. */
  ownershipOf?(callKey: string): StoredCall["ownership"];
  /** Named in its row. */
  instance?: string;
  /** Entries of its log behind that sequence, as the call is to be told of them. Never rejects. */
  missed?(after: number): Promise<readonly CallEvent[]>;
  onLegCommand(command: LegCommand): void;
  onViewChanged(view: CallStateView): void;
  /** After each event but counters, and after its end. It runs on the call's own path. */
  onChanged(): void;
  /**
   * Once, when the chart is over or has failed: closes the accounts, for the last lines and the last row. They come later
   * where another instance has them, within a bound; never rejects.
   */
  onEnding(): FinalAccounts | Promise<FinalAccounts>;
  /** After that; the record is stored by then. */
  onEnded(): void;
}

export interface FinalAccounts {
  ledgers: CallContext["ledgers"];
  lines: NewLine[];
}
