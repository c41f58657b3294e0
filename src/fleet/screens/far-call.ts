/** A call that another instance owns, as a screen here has it. It still answers when the call is over. */
import type { CallNews, WatchedCall } from "../../calls/port.ts";
import type { CallRef } from "../../contract/call-ref.ts";
import type { CallSummary } from "../../contract/call-summary.ts";

export interface FarCallSources {
  /** Null where no instance has the call now. Rejects where the owner does not answer. */
  newsOf(callKey: string, afterLine: number): Promise<CallNews | null>;
  /** As it was stored last. */
  storedRowOf(callKey: string): Promise<CallSummary | null>;
  /** What was asked for was not to be had: it is to be asked for again, a little later. */
  again(call: FarCall): void;
}

export class FarCall implements WatchedCall {
  readonly ref: CallRef;
  readonly #sources: FarCallSources;
  #row: CallSummary;

  constructor(row: CallSummary, sources: FarCallSources) {
    const { callKey, source, vendorCallId } = row;
    this.ref = { callKey, source, vendorCallId };
    this.#row = row;
    this.#sources = sources;
  }

  /** The last one known. */
  get row(): CallSummary {
    return this.#row;
  }

  set row(row: CallSummary) {
    this.#row = row;
  }

  summary = async (): Promise<CallSummary> => this.#row;

  async news(afterLine: number): Promise<CallNews> {
    const { newsOf, storedRowOf, again } = this.#sources;
    const { callKey } = this.ref;
    try {
      const news = await newsOf(callKey, afterLine);
      if (news !== null) {
        this.#row = news.summary;
        return news;
      }
      const stored = await storedRowOf(callKey);
      // Its end was stored, and its last lines with it: the reader fetches the call.
      if (stored?.live === false) {
        this.#row = stored;
        return { summary: stored, lines: [], missed: true, ledgers: {} };
      }
    } catch {
      // The owner or Redis does not answer: as below.
    }
    // Between two owners.
    again(this);
    return { summary: this.#row, lines: [], missed: false, ledgers: {} };
  }
}
