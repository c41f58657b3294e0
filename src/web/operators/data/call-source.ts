/**
 * What the page of one call needs from the console: the call's source, and two clients.
 * The console's own clients satisfy these by their shape.
 */
import type { CallAction } from "../../../contract/access.ts";
import type { Bundle } from "../../../contract/bundle.ts";
import type { CallDetail, Masked, Revealed } from "../../../contract/call-detail.ts";
import type { CallMessage } from "../../../contract/feed.ts";
import type { ErasedCall } from "../../../contract/operations.ts";

/** A call of this server, live or ended, or one that was opened from an incident bundle. */
export type CallSource = { kind: "live"; callKey: string } | { kind: "bundle"; bundle: Bundle };

/** A background job of a call that was given up; bundles hold the same. */
export type CallJob = Readonly<Record<string, unknown>>;

/** Every promise has its own deadline and rejects with an Error whose message an operator can read. */
export interface CallApi {
  getCall(callKey: string): Promise<CallDetail>;
  /** Without words. */
  getTranscript(callKey: string): Promise<Masked>;
  /** With words; asking is a line of the audit. */
  reveal(callKey: string): Promise<Revealed>;
  /** Jobs of this call that were given up, newest first. */
  getJobs(callKey: string): Promise<CallJob[]>;
  act(callKey: string, action: CallAction): Promise<unknown>;
  /** Erases everything kept of an ended call; resolves with how much that was. */
  erase(callKey: string): Promise<ErasedCall>;
  /** Where the browser downloads the incident bundle. */
  bundleUrl(callKey: string, options: { withWords: boolean }): string;
}

export interface CallFeed {
  /** Messages with the lines after `afterLine`, newest last; ends when the returned function is called. */
  watchCall(callKey: string, afterLine: number, listener: (message: CallMessage) => void): () => void;
}
