/** A clock whose timers wait a little where they come much too late. */
import type { Clock } from "./clock.ts";

/**
 * A process that stood still finds all its timers due at once when it wakes up, before it has heard what happened meanwhile.
 * Each that is late by `lateMs` fires `waitMs` after that.
 */
export function lateTimers(clock: Clock, { lateMs, waitMs }: { lateMs: number; waitMs: number }): Clock {
  return {
    now: () => clock.now(),
    setTimeout(fn, timeoutMs) {
      const dueMs = clock.now() + timeoutMs;
      const pending: { timer: unknown } = {
        timer: clock.setTimeout(() => {
          if (clock.now() - dueMs < lateMs) fn();
          else pending.timer = clock.setTimeout(fn, waitMs);
        }, timeoutMs),
      };
      return pending;
    },
    clearTimeout: (id) => clock.clearTimeout((id as { timer: unknown } | undefined)?.timer),
  };
}
