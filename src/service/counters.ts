/** Every two seconds, a call whose audio moved is told its ledgers. */
import type { LocalDirectory } from "../actors/directory.ts";
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../clock.ts";
import type { CallStore } from "../storage/port.ts";
import { linesOfLedgers } from "../telemetry/ledger-lines.ts";
import type { Logger } from "../telemetry/log.ts";

/** What a crash may leave untold. A sample passes the call's chart, and that is dear beside a message of audio. */
const SAMPLE_INTERVAL_MS = 2_000;

/** Starts sampling. `stop` samples once more, so that what is stored of a call has its last account. */
export function sampleCounters(options: { directory: LocalDirectory; tracks: Tracks; clock: Clock }): {
  stop(): void;
} {
  const { directory, tracks, clock } = options;
  let timer: unknown;
  /** What each call's tracks had seen at its last sample. */
  let told = new Map<string, number>();
  function sample(): void {
    const atMs = clock.now();
    const seen = new Map<string, number>();
    for (const call of directory.list()) {
      const { callKey } = call.ref;
      const steps = tracks.stepsOf(callKey);
      seen.set(callKey, steps);
      if (steps === (told.get(callKey) ?? 0)) continue;
      call.send({ type: "counters.sampled", ledgers: tracks.ledgers(callKey), atMs });
    }
    told = seen;
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
