/** Follows received audio through the known audio: locks on, compares sample by sample, and locks on again. */
import { type Reference, type ReferencePlace, WINDOW_SAMPLES } from "./reference.ts";

/** A stretch of received audio that is exactly a stretch of known audio. */
export interface MatchedRun {
  place: ReferencePlace;
  /** The run covers [place.sampleIndex, place.sampleIndex + length) of the leg. */
  length: number;
  /** Number of samples received on the stream up to the end of the run. */
  streamEnd: number;
}

export interface Matcher {
  /** `codes` are mu-law codes as of reference.ts. */
  write(codes: Uint8Array): void;
}

export interface MatcherOptions {
  reference: Reference;
  onRun: (run: MatchedRun) => void;
  /** A sample that matched nothing when it came. The first few after a jump are told here and in a later run. */
  onUnmatched: (code: number) => void;
}

/** How far back a new lock looks for audio that came before it was found. */
const HISTORY_SAMPLES = 8192;

export function createMatcher({ reference, onRun, onUnmatched }: MatcherOptions): Matcher {
  let received = 0;
  let lock: ReferencePlace | undefined;
  let history = new Uint8Array(HISTORY_SAMPLES);
  let historyLength = 0;

  function remember(code: number): void {
    if (historyLength === history.length) {
      const newer = new Uint8Array(HISTORY_SAMPLES);
      newer.set(history.subarray(HISTORY_SAMPLES / 2));
      history = newer;
      historyLength = HISTORY_SAMPLES / 2;
    }
    history[historyLength++] = code;
  }

  /** Locks on the place found, and reports what came before it and matches too. */
  function lockOn(place: ReferencePlace): ReferencePlace {
    let length = WINDOW_SAMPLES;
    while (
      length < historyLength &&
      length < place.sampleIndex &&
      place.leg.codes[place.sampleIndex - length - 1] === history[historyLength - length - 1]
    ) {
      length++;
    }
    historyLength = 0;
    const start = { leg: place.leg, sampleIndex: place.sampleIndex - length };
    onRun({ place: start, length, streamEnd: received });
    return place;
  }

  return {
    write(codes) {
      let at = 0;
      while (at < codes.length) {
        if (lock !== undefined) {
          const known = lock.leg.codes;
          const from = lock.sampleIndex;
          let length = 0;
          while (
            at + length < codes.length &&
            from + length < known.length &&
            codes[at + length] === known[from + length]
          ) {
            length++;
          }
          at += length;
          received += length;
          if (length > 0) onRun({ place: lock, length, streamEnd: received });
          lock = at < codes.length ? undefined : { leg: lock.leg, sampleIndex: from + length };
          continue;
        }
        const code = codes[at++] ?? 0;
        received++;
        remember(code);
        const place = reference.find(history, historyLength);
        if (place === undefined) onUnmatched(code);
        else lock = lockOn(place);
      }
    },
  };
}
