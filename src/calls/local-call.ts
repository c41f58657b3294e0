/** A call that runs in this process, as the rest of the process sees it: plain data, and no actor. */
import type { CallRef } from "../contract/call-ref.ts";
import type { CallSummary } from "../contract/call-summary.ts";
import type { HistoryLine } from "../contract/history-line.ts";
import type { Listened } from "./hearing-watch.ts";
import type { CallReport } from "./report.ts";
import type { CallStateView } from "./view.ts";

/** It still answers when the call is over. */
export interface LocalCall {
  readonly ref: CallRef;
  readonly startedAtMs: number;
  view(): CallStateView;
  /** The call as a row of the operators' list; rebuilt only after a change. */
  summary(): CallSummary;
  report(): CallReport;
  /** True if no more results can come: no participant listens, recovers or still drains. */
  isAtRest(): boolean;
  /** Its speakers with an open leg; none once it is over. */
  listened(): Listened[];
  /** The newest lines kept in memory, ascending. */
  history(): HistoryLine[];
  /** Those after a line; `missed` where some of them are no longer in memory. */
  linesAfter(line: number): { lines: HistoryLine[]; missed: boolean };
}
