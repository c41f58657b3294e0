/** How long to wait before the next try: doubling, capped, with jitter so that desktops do not come back in step. */

export interface BackOff {
  firstMs: number;
  capMs: number;
  /** Tries after which waiting ends and a person decides. */
  maxAttempts: number;
}

/** A dropped connection is retried for about half an hour, nearly at once at first. */
export const RECONNECT_BACK_OFF: BackOff = { firstMs: 500, capMs: 15_000, maxAttempts: 120 };

/** Delay before try `attempt` (from 1), between half and all of the doubled time. `random` is in [0, 1). */
export function delayBeforeMs(attempt: number, backOff: BackOff, random: () => number = Math.random): number {
  const fullMs = Math.min(backOff.capMs, backOff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(fullMs * (0.5 + random() / 2));
}
