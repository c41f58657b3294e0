/** What operators are shown of a call, as far as it is judged here. */
import type { AlarmCode } from "../../src/calls/alarms.ts";
import type { CallDetail } from "../../src/contract/call-detail.ts";
import { type Speaker, theSpeaker } from "../../src/contract/speaker.ts";

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

/** What all accounts of each speaker say was recognised, also those that ended with their instance, in milliseconds. */
export function recognizedMsIn(record: CallRecord): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { event, detail = {} } of record.history) {
    if (event !== "ledger.closed" && event !== "ledger.interrupted") continue;
    const speaker = String(detail.speaker);
    sums.set(speaker, (sums.get(speaker) ?? 0) + Number(detail.recognizedMs));
  }
  return sums;
}

/** How many planned renewals its participants made. */
export function rollOversOf(record: CallRecord): number {
  return record.actors.reduce((sum, { facts }) => sum + Number(facts?.rollOvers ?? 0), 0);
}

const LOSSES: ReadonlySet<string> = new Set<AlarmCode>([
  "AUDIO_LOST",
  "LAST_WORDS_LOST",
  "RECOGNITION_FAILED",
]);

/** Of these speakers, who lost words, those of whom no alarm or no ledger tells it; as sentences. */
export function untoldLossesIn(record: CallRecord, lostBy: readonly Speaker[]): string[] {
  const ledgers = finalLedgers(record);
  const told = record.call.alarms.filter(({ code }) => LOSSES.has(code)).map(({ message }) => message);
  const among = Object.keys(record.ledgers);
  return lostBy.flatMap((speaker) => {
    const who = theSpeaker(speaker, among);
    const { droppedOverflowMs = 0, droppedAbandonedMs = 0 } = ledgers.get(speaker) ?? {};
    const hasAlarm = told.some((message) => message.toLowerCase().includes(`${who}'s`));
    if (hasAlarm && droppedOverflowMs + droppedAbandonedMs > 0) return [];
    return [`words of ${who} are lost without an alarm, or without audio lost in the ledger`];
  });
}
