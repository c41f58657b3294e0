/** The quiet hiss under every leg: the same on each run, different at each place of each leg. */

/** About -58 dBFS: hardly heard, yet several mu-law steps wide, so that it survives the telephone's coding. */
const AMPLITUDE = 40;

/** Whole-number noise in [-AMPLITUDE, AMPLITUDE]; the seed is any text, for example sample and leg. */
export function makeNoise(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193);
  return () => {
    // mulberry32: 32 bits of state, period 2^32, so nothing repeats within a leg.
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const unit = ((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000;
    return Math.round((unit * 2 - 1) * AMPLITUDE);
  };
}
