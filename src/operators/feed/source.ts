/** What the live feed reads: calls, their rows and lines, and their changes. */
import type { CallNews, WatchedCall } from "../../calls/port.ts";
import type { InstanceMessage } from "../../contract/feed.ts";

/** The part of a watched call that the feed reads. */
export interface WatchableCall extends Pick<WatchedCall, "summary" | "news"> {
  readonly ref: { readonly callKey: string };
}

export type LedgersBySpeaker = CallNews["ledgers"];

export interface FeedSource {
  list(): Promise<readonly WatchableCall[]>;
  /** How many calls are on that list. */
  count(): Promise<number>;
  get(callKey: string): Promise<WatchableCall | null>;
  /**
   * Hears of every call that changed, also of its end; returns the unsubscribe function. The listener takes a note and does
   * no more.
   */
  onChange(listener: (call: WatchableCall) => void): () => void;
  /** The accounts as they are now, of audio that comes to this process. */
  ledgersOf(callKey: string): LedgersBySpeaker;
  instance(): InstanceMessage;
}
