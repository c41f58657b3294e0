/** Which entries of its log a call has heard of. They may come in any order, and some only from the log itself. */
import type { CallContext } from "./context.ts";

type Known = Pick<CallContext, "loggedSequence" | "unheardEntries">;

/** An entry that is missing is given up where so many came after it. */
const MOST_BEHIND = 500;

export function knowsEntry({ loggedSequence, unheardEntries }: Known, sequence: number): boolean {
  return sequence <= loggedSequence && !unheardEntries.includes(sequence);
}

export function withEntry({ loggedSequence, unheardEntries }: Known, sequence: number): Known {
  if (sequence <= loggedSequence)
    return { loggedSequence, unheardEntries: unheardEntries.filter((one) => one !== sequence) };
  if (sequence === loggedSequence + 1 && unheardEntries.length === 0)
    return { loggedSequence: sequence, unheardEntries };
  const lowest = sequence - MOST_BEHIND;
  const left = unheardEntries.filter((one) => one >= lowest);
  for (let one = Math.max(loggedSequence + 1, lowest); one < sequence; one += 1) left.push(one);
  return { loggedSequence: sequence, unheardEntries: left };
}

/** The last entry before the first one that the call has not heard of. */
export function heardUpTo({ loggedSequence, unheardEntries: [first] }: Known): number {
  return first === undefined ? loggedSequence : first - 1;
}
