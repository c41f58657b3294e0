/** How long a recovery waits before it opens the next stream. */
import { backOffMs } from "../../base/back-off.ts";
import type { ParticipantContext } from "./context.ts";

/** gRPC RESOURCE_EXHAUSTED: a quota or "calm down". Quotas count per minute, and trying again counts too. */
const RESOURCE_EXHAUSTED = 8;
const QUOTA_FACTOR = 8;

/**
 * Milliseconds to wait: none for the first failure whose advice is "restart" (a stream limit, not a fault), else
 * exponential from the base (a longer one for an exhausted quota) with a cap, of which the lower half is certain and the
 * upper half drawn (`random` in 0..1).
 */
export function backoffMs(
  context: Pick<ParticipantContext, "failuresInRow" | "lastFailure" | "timing">,
  random: number,
): number {
  const { failuresInRow, lastFailure, timing } = context;
  if (lastFailure?.advice === "restart" && failuresInRow <= 1) return 0;
  const firstMs = timing.backoffBaseMs * (lastFailure?.code === RESOURCE_EXHAUSTED ? QUOTA_FACTOR : 1);
  return backOffMs(failuresInRow, { firstMs, maxMs: timing.backoffCapMs }, () => random);
}
