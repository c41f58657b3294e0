/** What instances say to each other about calls that are shown on another instance than their owner. */
import type { CallNews, CallPicture } from "../../calls/port.ts";
import type { CallStateView } from "../../calls/view.ts";
import type { CallSummary } from "../../contract/call-summary.ts";
import { hashKey } from "../../storage/key-hash.ts";
import type { AskTopic, Topic } from "../bus.ts";

/** Some console follows all calls; said again and again while it does. */
export const FOLLOWING: Topic<Record<string, never>> = { name: "screens.following" };

/** Rows of calls that changed, by their owner, while somebody follows. */
export const CHANGED: Topic<{ rows: CallSummary[] }> = { name: "screens.changed" };

/** Rows of the calls that an instance owns, in the order of their keys, from the one after `afterKey`. */
export const ROWS: AskTopic<{ afterKey: string }, { rows: CallSummary[]; isMore: boolean }> = {
  name: "screens.rows",
};

/** Null where the instance does not have the call. The ledgers are those of now. */
export const NEWS: AskTopic<{ callKey: string; afterLine: number }, CallNews | null> = {
  name: "screens.news",
};

/** Null where the instance does not have the call. */
export const PICTURE: AskTopic<{ callKey: string }, CallPicture | null> = { name: "screens.picture" };

/** Empty where the instance does not have the call. */
export const LEDGERS: AskTopic<{ callKey: string }, CallNews["ledgers"]> = { name: "screens.ledgers" };

/** Null where the instance does not have the call. */
export const VIEW: AskTopic<{ callKey: string }, { view: CallStateView | null }> = { name: "screens.view" };

/** Each view of one call, by its owner. */
export function viewsOf(callKey: string): Topic<{ view: CallStateView }> {
  return { name: `view:${hashKey(callKey)}` };
}

/** An owner that lives answers within milliseconds. */
export const ASK_DEADLINE_MS = 5_000;

export const FOLLOWING_EVERY_MS = 5_000;
