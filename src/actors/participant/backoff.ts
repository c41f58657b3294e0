/** How long a recovery waits before it opens the next stream. */
import type { ParticipantContext } from "./context.ts";

/**
 * Milliseconds to wait: none for the first failure whose advice is "restart" (a stream limit, not a fault), else
 * exponential from the base with a cap, of which the lower half is certain and the upper half drawn (`random` in 0..1).
 */
export function backoffMs(
  context: Pick<ParticipantContext, "failuresInRow" | "lastFailure" | "timing">,
  random: number,
): number {
  const { failuresInRow, lastFailure, timing } = context;
  if (lastFailure?.advice === "restart" && failuresInRow <= 1) return 0;
  const ceilingMs = Math.min(timing.backoffCapMs, timing.backoffBaseMs * 2 ** Math.max(0, failuresInRow - 1));
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * random);
}
