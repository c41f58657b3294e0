/** Says of each desktop whether it has everything of its call, once and in order. */
import { eventIdOf } from "./push-events.ts";
import type { StormDesktop } from "./storm-desktop.ts";

export interface StormScore {
  /** Desktops with every event once, in sequence. */
  complete: number;
  /** Events desktops do not have, summed up. */
  missing: number;
  /** Events that came more than once, summed up. */
  doubled: number;
  /** Events that did not follow on the one before, summed up. */
  outOfOrder: number;
  /** Calls whose desktops do not agree on the order. */
  disagreeing: number;
}

export function scoreStorm(
  desktops: readonly Pick<StormDesktop, "callId" | "sequences" | "messageIds">[],
  eventsPerCall: number,
): StormScore {
  const score = { complete: 0, missing: 0, doubled: 0, outOfOrder: 0, disagreeing: 0 };
  const orders = new Map<string, Set<string>>();
  for (const { callId, sequences, messageIds } of desktops) {
    const seen = new Set(messageIds);
    const missing = Array.from({ length: eventsPerCall }, (_, index) => eventIdOf(callId, index + 1)).filter(
      (id) => !seen.has(id),
    ).length;
    const doubled = messageIds.length - seen.size;
    const outOfOrder = sequences.filter((sequence, index) => sequence !== index + 1).length;
    score.missing += missing;
    score.doubled += doubled;
    score.outOfOrder += outOfOrder;
    if (missing === 0 && doubled === 0 && outOfOrder === 0) score.complete += 1;
    orders.set(callId, (orders.get(callId) ?? new Set()).add(messageIds.join()));
  }
  score.disagreeing = [...orders.values()].filter((found) => found.size > 1).length;
  return score;
}
