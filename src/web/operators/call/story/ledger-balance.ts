/** The proof of a speaker's account: received = recognised + buffered + heard + dropped. */
import type { Ledger } from "./moment.ts";

export interface Balance {
  /** The accounts that must sum up to what was received, in the order of the sentence. */
  parts: readonly { name: string; meaning: string; ms: number }[];
  receivedMs: number;
  imbalanceMs: number;
  isBalanced: boolean;
}

/** Sums of values that were rounded from samples may be off by less than this. */
const ROUNDING_MS = 1;

export function balanceOf(ledger: Ledger): Balance {
  const { droppedMs } = ledger;
  const parts = [
    { name: "recognised", meaning: "covered by a final, or silence that was heard", ms: ledger.recognizedMs },
    { name: "buffered", meaning: "kept, so that a new stream could be sent it", ms: ledger.bufferedMs },
    { name: "heard", meaning: "sent, no longer kept, not yet covered by a final", ms: ledger.heardMs },
    { name: "hold", meaning: "dropped: the call was on hold", ms: droppedMs.hold },
    { name: "overflow", meaning: "dropped: the buffer was full", ms: droppedMs.overflow },
    { name: "abandoned", meaning: "dropped: recognition had ended", ms: droppedMs.abandoned },
  ];
  const imbalanceMs = ledger.receivedMs - parts.reduce((sum, { ms }) => sum + ms, 0);
  return {
    parts,
    receivedMs: ledger.receivedMs,
    imbalanceMs: Math.round(imbalanceMs * 1000) / 1000,
    isBalanced: Math.abs(imbalanceMs) <= ROUNDING_MS,
  };
}
