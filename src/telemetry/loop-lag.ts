/** The event loop's lag, measured while somebody works only: it wakes the process four times a second, with few calls once. */
import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * A stall of half this length is seen every second time, and one as long by half on average. Ten measurements a second instead of
 * four were a third of all that woke a process with one call.
 */
export const LAG_RESOLUTION_MS = 250;
/** A process with few calls stalls seldom, and is woken by little else. */
const LAG_RESOLUTION_FEW_MS = 1_000;
const FEW_CALLS = 10;

let resolutionMs: number | null = null;

/**
 * Switches the measurement that the default metrics read: a process of Bun has only one, so that this is the library's own.
 * May be said again and again. 0 calls: off.
 */
export function measureLoopLag(calls: number): void {
  const wantedMs = calls === 0 ? null : calls < FEW_CALLS ? LAG_RESOLUTION_FEW_MS : LAG_RESOLUTION_MS;
  const lag = monitorEventLoopDelay({ resolution: wantedMs ?? LAG_RESOLUTION_MS });
  if (wantedMs === null || wantedMs !== resolutionMs) lag.disable();
  if (wantedMs !== null) lag.enable();
  resolutionMs = wantedMs;
}
