/** Once a second, each call's audio ledgers are told to its actor. */
import type { LocalDirectory } from "../actors/directory.ts";
import { SPEAKERS } from "../actors/speaker.ts";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../clock.ts";
import type { CallStore } from "../storage/port.ts";
import { linesOfLedgers } from "../telemetry/ledger-lines.ts";
import type { Logger } from "../telemetry/log.ts";

const SAMPLE_INTERVAL_MS = 1_000;

/** Starts sampling. `stop` samples once more, so that what is stored of a call has its last account. */
export function sampleCounters(options: { directory: LocalDirectory; tracks: Tracks; clock: Clock }): {
  stop(): void;
} {
  const { directory, tracks, clock } = options;
  let timer: unknown;
  function sample(): void {
    const atMs = clock.now();
    for (const call of directory.list()) {
      const ledgers = tracks.ledgers(call.ref.callKey);
      for (const speaker of SPEAKERS) {
        const ledger = ledgers[speaker];
        if (ledger) call.send({ type: "counters.sampled", speaker, ledger, atMs });
      }
    }
  }
  function repeat(): void {
    timer = clock.setTimeout(() => {
      sample();
      repeat();
    }, SAMPLE_INTERVAL_MS);
  }
  repeat();
  return {
    stop() {
      clock.clearTimeout(timer);
      sample();
    },
  };
}

/** Restored calls begin new accounts: where the former process left off becomes a line of their history. */
export async function noteInterruptedLedgers(options: {
  directory: LocalDirectory;
  store: Pick<CallStore, "appendHistory">;
  clock: Clock;
  logger: Logger;
}): Promise<void> {
  const { directory, store, clock, logger } = options;
  for (const call of directory.list()) {
    const { ledgers } = call.actor().getSnapshot().context;
    const lines = linesOfLedgers("ledger.interrupted", ledgers, clock.now());
    if (lines.length === 0) continue;
    await store.appendHistory(call.ref.callKey, lines).catch((error: unknown) => {
      logger.error({ callKey: call.ref.callKey, err: error }, "interrupted audio ledger could not be stored");
    });
  }
}
