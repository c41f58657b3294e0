/** The beat of the feed: messages are sent on ticks, so that rows for several consoles are made once. */

export const TICK_MS = 125;

/** Ticks in a time, at least one. */
export function ticksIn(durationMs: number): number {
  return Math.max(1, Math.round(durationMs / TICK_MS));
}
