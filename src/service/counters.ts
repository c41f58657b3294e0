/** Once a second, and at every change of a call's state, its audio ledgers are told to its actor. */
import type { LocalDirectory } from "../actors/directory.ts";
import { SPEAKERS } from "../actors/speaker.ts";
import type { SpeakerLedgers, Tracks } from "../audio/tracks.ts";
import type { Clock } from "../clock.ts";
import type { HistoryEntry } from "../storage/port.ts";

const SAMPLE_INTERVAL_MS = 1_000;

/** Starts sampling; returns the stop function. */
export function sampleCounters(options: {
  directory: LocalDirectory;
  tracks: Tracks;
  clock: Clock;
}): () => void {
  const { directory, tracks, clock } = options;
  let timer: unknown;
  function sample(): void {
    for (const call of directory.list()) {
      const ledgers = tracks.ledgers(call.ref.callKey);
      for (const speaker of SPEAKERS) {
        const ledger = ledgers[speaker];
        if (ledger) call.send({ type: "counters.sampled", speaker, ledger });
      }
    }
    timer = clock.setTimeout(sample, SAMPLE_INTERVAL_MS);
  }
  timer = clock.setTimeout(sample, SAMPLE_INTERVAL_MS);
  return () => clock.clearTimeout(timer);
}

/** The final account of each speaker, as lines for the history of an ended call. */
export function finalLedgerLines(ledgers: SpeakerLedgers, atMs: number): HistoryEntry[] {
  return SPEAKERS.flatMap((speaker) => {
    const ledger = ledgers[speaker];
    if (!ledger) return [];
    const { receivedMs, recognizedMs, bufferedMs, heardMs, droppedMs, replayedMs } = ledger;
    const { hold: droppedHoldMs, overflow: droppedOverflowMs, abandoned: droppedAbandonedMs } = droppedMs;
    const dropped = { droppedHoldMs, droppedOverflowMs, droppedAbandonedMs };
    const detail = { speaker, receivedMs, recognizedMs, bufferedMs, heardMs, ...dropped, replayedMs };
    return [{ atMs, actor: `audio:${speaker}`, event: "ledger.closed", detail }];
  });
}
