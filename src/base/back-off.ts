/** How long to wait before the next try: doubling, capped, with jitter so that clients that failed together do not return together. */

export interface BackOff {
  firstMs: number;
  maxMs: number;
}

/** Keeps the power finite; no cap is so far away. */
const MOST_DOUBLINGS = 30;

/**
 * Half to all of `firstMs`, doubled for each failure after the first, at most `maxMs`; whole milliseconds. `failures`
 * counts from 1, `random` is in [0, 1).
 */
export function backOffMs(
  failures: number,
  { firstMs, maxMs }: BackOff,
  random: () => number = Math.random,
): number {
  const doublings = Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
  const fullMs = Math.min(maxMs, firstMs * 2 ** doublings);
  return Math.round(fullMs * (0.5 + random() / 2));
}
