/** How long a failed job waits: doubling, capped, with jitter so that many failures do not return together. */

export interface RetryDelayOptions {
  firstMs: number;
  maxMs: number;
}

/** Half to all of `firstMs` doubled for each attempt already made, at most `maxMs`. `random` is in [0, 1). */
export function retryDelayMs(
  attemptsMade: number,
  options: RetryDelayOptions,
  random: () => number = Math.random,
): number {
  const doublings = Math.min(Math.max(attemptsMade - 1, 0), 30);
  const fullMs = Math.min(options.maxMs, options.firstMs * 2 ** doublings);
  return Math.round(fullMs * (0.5 + random() / 2));
}
