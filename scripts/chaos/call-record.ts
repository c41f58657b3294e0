/** What operators are shown of a call, as far as it is judged here. */
import type { CallDetail } from "../../src/contract/call-detail.ts";

export type CallRecord = CallDetail;

/** Ledgers out of balance, as sentences. */
export function unbalancedIn(record: Pick<CallRecord, "ledgers">): string[] {
  return Object.entries(record.ledgers).flatMap(([speaker, ledger]) =>
    ledger.balanced ? [] : [`the ledger of ${speaker} is off by ${ledger.imbalanceMs} ms`],
  );
}

/** The final account of each speaker, from the last lines of an ended call's history. */
export function finalLedgers(record: CallRecord): Map<string, Record<string, number>> {
  const closed = record.history.filter(({ event }) => event === "ledger.closed");
  return new Map(
    closed.map(({ detail = {} }) => [String(detail.speaker), detail as Record<string, number>] as const),
  );
}

/** How many planned renewals its participants made. */
export function rollOversOf(record: CallRecord): number {
  return record.actors.reduce((sum, { facts }) => sum + Number(facts?.rollOvers ?? 0), 0);
}
