/** The event loop's lag, measured while somebody works only: it wakes the process four times a second. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * A stall of half this length is seen every second time, and one as long by half on average. Ten measurements a second instead of
 * four were a third of all that woke a process with one call.
 */
export const LAG_RESOLUTION_MS = 250;

/**
 * Switches the measurement that the default metrics read: a process of Bun has only one, so that this is the library's own.
 * May be said again and again.
 */
export function measureLoopLag(isWanted: boolean): void {
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  if (isWanted) lag.enable();
  else lag.disable();
}
