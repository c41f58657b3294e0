/** Waits for a condition, and no longer than to a moment. */
import type { Clock } from "../base/clock.ts";

const CHECK_INTERVAL_MS = 50;

/** Resolves when it is done, or at the end. */
export function until(isDone: () => boolean, endMs: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (isDone() || clock.now() >= endMs) resolve();
      else clock.setTimeout(check, CHECK_INTERVAL_MS);
    };
    check();
  });
}
