/** Growing, capped, jittered delays. */

export interface BackoffBounds {
  firstMs: number;
  maxMs: number;
}

export interface Backoff {
  /** The delay before the next try: between half and the whole of a ceiling that doubles up to `maxMs`. */
  nextMs(): number;
  /** Tries since the last success. */
  failures(): number;
  /** After a success: begin again with `firstMs`. */
  reset(): void;
}

export function createBackoff(bounds: BackoffBounds): Backoff {
  let failures = 0;
  return {
    nextMs: () => {
      const ceilingMs = Math.min(bounds.maxMs, bounds.firstMs * 2 ** Math.min(failures, 30));
      failures += 1;
      return ceilingMs * (0.5 + Math.random() / 2);
    },
    failures: () => failures,
    reset: () => {
      failures = 0;
    },
  };
}
