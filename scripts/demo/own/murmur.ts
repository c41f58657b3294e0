/** Sound for words that nobody has spoken: a murmur for each word, which no other place of any call has. */
import { decodeMulaw, encodeMulaw } from "../../../samples/mulaw.ts";
import { seededRandom } from "../../../test/support/random.ts";
import { makeNoise } from "../../make-samples/noise.ts";

export const SAMPLES_PER_MS = 8;
const LOUDNESS = 6_000;

/** How long a word takes, in milliseconds. */
export function murmurMs(word: string): number {
  return 120 + 45 * Math.min(word.length, 16);
}

/** One word's sound at 8 kHz, not yet as it goes over the wire; `seed` is any number. */
export function murmur(word: string, seed: number): Float64Array {
  const length = murmurMs(word) * SAMPLES_PER_MS;
  const { next } = seededRandom(seed);
  const pitchHz = 100 + 80 * next();
  return Float64Array.from({ length }, (_, at) => {
    const envelope = Math.sin((Math.PI * (at + 0.5)) / length) ** 0.5;
    const voice = Math.sin((2 * Math.PI * pitchHz * at) / 8_000) + 0.5 * (next() * 2 - 1);
    return LOUDNESS * envelope * voice;
  });
}

/** Puts a quiet hiss under a leg, so that no two places are alike, and each sample on its nearest mu-law value. */
export function overHiss(samples: ArrayLike<number>, seed: string): Int16Array {
  return makeHiss(seed)(samples);
}

/** The same for a leg that comes piece by piece. */
export function makeHiss(seed: string): (samples: ArrayLike<number>) => Int16Array {
  const noise = makeNoise(seed);
  return (samples) =>
    Int16Array.from(samples, (value) => {
      const sum = Math.max(-32_000, Math.min(32_000, Math.round(value) + noise()));
      return decodeMulaw(encodeMulaw(sum));
    });
}
