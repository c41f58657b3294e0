/** What a microphone has brought and no leg has taken yet: even where it comes in bursts, and never old. */

export interface Inlet {
  put(samples: Int16Array): void;
  /** So many samples; silence in the place of those that are not there. */
  take(count: number): Int16Array;
}

const RATE_HERTZ = 8_000;
/** Gathered before anything is taken, at first and after it ran dry: a browser's pieces do not come evenly. */
const GATHERED_SAMPLES = 0.2 * RATE_HERTZ;
/** Of more than this the oldest goes: nobody listens to it while the leg is on hold. */
const MOST_SAMPLES = RATE_HERTZ;

export function createInlet(): Inlet {
  let waiting = new Int16Array();
  let isGathering = true;
  return {
    put(samples) {
      const all = new Int16Array(waiting.length + samples.length);
      all.set(waiting);
      all.set(samples, waiting.length);
      waiting = all.slice(-MOST_SAMPLES);
      if (waiting.length >= GATHERED_SAMPLES) isGathering = false;
    },
    take(count) {
      const taken = new Int16Array(count);
      if (isGathering) return taken;
      taken.set(waiting.subarray(0, count));
      if (waiting.length < count) isGathering = true;
      waiting = waiting.slice(count);
      return taken;
    },
  };
}
