/** Accounts of speakers' audio as lines of a call's history, and back. */
import type { NotedEvent } from "../actors/catalogue.ts";
import type { Ledger } from "../contract/ledger.ts";
import { isSpeaker, type PerSpeaker, speakersIn } from "../contract/speaker.ts";
import type { HistoryEntry } from "../storage/port.ts";

type SpeakerLedgers = PerSpeaker<Ledger>;

/** closed: the call is over. interrupted: the process that kept the account ended before the call did. */
type LedgerEvent = Extract<NotedEvent, `ledger.${string}`>;

/** One line per speaker that was heard. */
export function linesOfLedgers(
  event: LedgerEvent,
  ledgers: SpeakerLedgers,
): Omit<HistoryEntry, "line" | "atMs">[] {
  return speakersIn(ledgers).flatMap((speaker) => {
    const ledger = ledgers[speaker];
    if (!ledger) return [];
    const { droppedMs, ...kept } = ledger;
    const { hold: droppedHoldMs, overflow: droppedOverflowMs, abandoned: droppedAbandonedMs } = droppedMs;
    const dropped = { droppedHoldMs, droppedOverflowMs, droppedAbandonedMs };
    const detail = { speaker, ...kept, ...dropped };
    return [{ actor: `audio:${speaker}`, event, detail, ledger }];
  });
}

/** The closed ledgers in a history; the newest of a speaker counts. */
export function closedLedgersOf(history: readonly HistoryEntry[]): SpeakerLedgers {
  const ledgers: SpeakerLedgers = {};
  const closed: LedgerEvent = "ledger.closed";
  for (const { event, detail } of history) {
    const speaker = detail?.speaker;
    if (event !== closed || !isSpeaker(speaker)) continue;
    const ms = (name: string) => Number(detail?.[name] ?? 0);
    ledgers[speaker] = {
      receivedMs: ms("receivedMs"),
      recognizedMs: ms("recognizedMs"),
      bufferedMs: ms("bufferedMs"),
      heardMs: ms("heardMs"),
      droppedMs: {
        hold: ms("droppedHoldMs"),
        overflow: ms("droppedOverflowMs"),
        abandoned: ms("droppedAbandonedMs"),
      },
      replayedMs: ms("replayedMs"),
      ...(detail?.standByMs === undefined ? {} : { standByMs: ms("standByMs") }),
    };
  }
  return ledgers;
}
