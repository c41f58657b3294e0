/** The last search for a phone number: in the page's memory only, never in an address or in the browser's storage. */
import type { CallSummary } from "../../../contract/call-summary.ts";

export interface NumberSearch {
  /** As it was typed; "" before the first search. */
  number: string;
  /** Undefined before the first answer. */
  found: FoundCalls | undefined;
}

export interface FoundCalls {
  calls: readonly CallSummary[];
  nextBefore: number | null;
}

export function newNumberSearch(): NumberSearch {
  return { number: "", found: undefined };
}
