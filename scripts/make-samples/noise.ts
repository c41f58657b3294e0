/** The quiet hiss under every leg: the same on each run, different at each place of each leg. */
import { seededRandom } from "../../test/support/random.ts";

/** About -58 dBFS: hardly heard, yet several mu-law steps wide, so that it survives the telephone's coding. */
const AMPLITUDE = 40;

/** Whole-number noise in [-AMPLITUDE, AMPLITUDE]; the seed is any text, for example sample and leg. */
export function makeNoise(seed: string): () => number {
  let hash = 0x811c9dc5;
  for (const character of seed) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  const { next } = seededRandom(hash);
  return () => Math.round((next() * 2 - 1) * AMPLITUDE);
}
