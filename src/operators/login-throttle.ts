/** Slows down guessing of operator tokens: back-off for each place it comes from, and a bound for all together. */
import type { Clock } from "../clock.ts";

export interface LoginThrottle {
  /** Milliseconds to wait before an attempt from there is looked at; 0 lets it be. */
  delayMs(from: string): number;
  failed(from: string): void;
  succeeded(from: string): void;
}

/** A mistyped token costs nobody any time. */
const FREE_FAILURES = 5;
const FIRST_BACK_OFF_MS = 1_000;
const MAX_BACK_OFF_MS = 60_000;
/** After this long without a failure a place is forgotten. */
const FORGET_AFTER_MS = 15 * 60_000;
/** Beyond it the place that failed longest ago is forgotten. */
const MAX_PLACES = 10_000;
/**
 * Failures per second from all places together: a guesser with many addresses gets no further than this, and an
 * operator who is asked to come back gets in with one of the next tries.
 */
const MAX_FAILURES_PER_SECOND = 20;

/** No place can lock out another, unless both stand behind the same address. */
export function createLoginThrottle(clock: Clock): LoginThrottle {
  const places = new Map<string, { failures: number; atMs: number }>();
  let second = { startMs: 0, failures: 0 };

  function backOffMs(failures: number): number {
    const extra = failures - FREE_FAILURES;
    return extra < 0 ? 0 : Math.min(MAX_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(extra, 20));
  }

  function known(from: string): { failures: number; atMs: number } | undefined {
    const place = places.get(from);
    if (place === undefined || clock.now() - place.atMs < FORGET_AFTER_MS) return place;
    places.delete(from);
    return undefined;
  }

  return {
    delayMs(from) {
      const nowMs = clock.now();
      const restMs = second.startMs + 1_000 - nowMs;
      if (restMs > 0 && second.failures >= MAX_FAILURES_PER_SECOND) return restMs;
      const place = known(from);
      return place === undefined ? 0 : Math.max(0, place.atMs + backOffMs(place.failures) - nowMs);
    },
    failed(from) {
      const nowMs = clock.now();
      if (nowMs - second.startMs >= 1_000) second = { startMs: nowMs, failures: 0 };
      second.failures += 1;
      const failures = (known(from)?.failures ?? 0) + 1;
      // Put back at the end: the map's order is that of the last failures.
      places.delete(from);
      places.set(from, { failures, atMs: nowMs });
      const [oldest] = places.keys();
      if (places.size > MAX_PLACES && oldest !== undefined) places.delete(oldest);
    },
    succeeded: (from) => void places.delete(from),
  };
}
