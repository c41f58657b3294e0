/** Every two seconds, a call whose audio moved gets its ledgers. */
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { Part } from "./part.ts";

/** What a crash may leave untold. A sample passes the call's chart, and that is dear beside a message of audio. */
const SAMPLE_INTERVAL_MS = 2_000;

/**
 * Starts sampling. It stops with one sample more, so that what is stored of a call has its last account.
 */
export function sampleCounters(options: { directory: LocalDirectory; tracks: Tracks; clock: Clock }): Part {
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
      void directory.sendTo(callKey, { type: "counters.sampled", ledgers: tracks.ledgers(callKey), atMs });
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
    name: "counters",
    stop() {
      clock.clearTimeout(timer);
      sample();
    },
  };
}
