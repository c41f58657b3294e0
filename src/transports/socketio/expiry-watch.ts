/** Reports that a desktop's token has expired. */
import type { Clock } from "../../base/clock.ts";

/** setTimeout takes at most 2^31 - 1 ms; a longer token is looked at again then. */
const MAX_TIMER_MS = 2_147_483_647;

export interface ExpiryWatch {
  /** Takes the place of an earlier moment. */
  until(expiresAtMs: number): void;
  stop(): void;
}

export function watchExpiry(clock: Clock, onExpired: () => void): ExpiryWatch {
  let timer: unknown = null;

  function until(expiresAtMs: number): void {
    clock.clearTimeout(timer);
    const leftMs = expiresAtMs - clock.now();
    timer = clock.setTimeout(
      () => (leftMs > MAX_TIMER_MS ? until(expiresAtMs) : onExpired()),
      Math.min(leftMs, MAX_TIMER_MS),
    );
  }

  return { until, stop: () => clock.clearTimeout(timer) };
}
