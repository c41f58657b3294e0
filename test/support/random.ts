/** Repeatable chance: the same seed draws the same numbers in the same order. */

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** Undefined for an empty list only. */
  pick<T>(items: readonly T[]): T | undefined;
  /** One of them, as likely as its weight. */
  pickWeighted<T extends { weight: number }>(items: readonly T[]): T | undefined;
}

/** mulberry32: 32 bits of state, period 2^32; small, and good enough to vary a test. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => items[Math.floor(next() * items.length)],
    pickWeighted(items) {
      let left = next() * items.reduce((sum, { weight }) => sum + weight, 0);
      return items.find(({ weight }) => {
        left -= weight;
        return left < 0;
      });
    },
  };
}
