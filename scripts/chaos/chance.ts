/** Repeatable chance: the same seed draws the same numbers in the same order. */

export interface Chance {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  /** Undefined for an empty list only. */
  pick<T>(items: readonly T[]): T | undefined;
  /** One of them, as likely as its weight. */
  pickWeighted<T extends { weight: number }>(items: readonly T[]): T | undefined;
}

/** A 32-bit generator of the splitmix kind: small, and good enough to vary a test. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
  return {
    between: (from, to) => from + Math.floor(next() * (to - from + 1)),
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
