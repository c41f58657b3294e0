/** What the live feed reads: calls by their port, accounts, and the state of the process. */
import type { CallConsole, CallNews } from "../../calls/port.ts";
import type { InstanceMessage } from "../../contract/feed.ts";

export type LedgersBySpeaker = CallNews["ledgers"];

export interface FeedSource {
  readonly calls: Pick<CallConsole, "count" | "watchedCalls" | "watched" | "onWatched">;
  /** The accounts as they are now, of audio that comes to this process. */
  ledgersOf(callKey: string): LedgersBySpeaker;
  instance(): InstanceMessage;
}
