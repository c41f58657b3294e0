/** What the live feed reads: calls, their rows and lines, and the word that one of them changed. */
import type { CallSummary } from "../../contract/call-summary.ts";
import type { InstanceMessage } from "../../contract/feed.ts";
import type { HistoryLine } from "../../contract/history-line.ts";

/** A live call as the feed sees it; one that has ended since goes on answering, with live false. */
export interface WatchableCall {
  readonly ref: { readonly callKey: string };
  summary(): CallSummary;
  /** Lines after one, ascending; `missed` where some of them are no longer in memory. */
  linesAfter(line: number): { lines: readonly HistoryLine[]; missed: boolean };
}

export type LedgersBySpeaker = Record<string, NonNullable<HistoryLine["ledger"]>>;

export interface FeedSource {
  list(): readonly WatchableCall[];
  get(callKey: string): WatchableCall | null;
  /**
   * Hears of every call that changed, also of its end; returns the unsubscribe function. The listener runs on the call's
   * own path: it does no more than take a note.
   */
  onChange(listener: (call: WatchableCall) => void): () => void;
  /** The accounts as they are now. */
  ledgersOf(callKey: string): LedgersBySpeaker;
  instance(): InstanceMessage;
}
