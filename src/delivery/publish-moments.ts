/** When an event was published, in this process's time, which may differ from Pub/Sub's. */

/** How long a quickest delivery counts; clocks drift. */
const WINDOW_MS = 60_000;

export interface PublishMoments {
  /**
   * Milliseconds since the Unix epoch by this process's clock, never later than `nowMs`; null if `publishTime` is not a time.
   * Too late by what the quickest delivery of the last minute or two took.
   */
  localTimeOf(publishTime: string, nowMs: number): number | null;
}

/** The quickest delivery shows how far the clocks are apart, give or take what even that one took. */
export function createPublishMoments(): PublishMoments {
  let current = Number.POSITIVE_INFINITY;
  let previous = Number.POSITIVE_INFINITY;
  let since = 0;

  return {
    localTimeOf(publishTime, nowMs) {
      const publishedMs = Date.parse(publishTime);
      if (Number.isNaN(publishedMs)) return null;
      if (nowMs - since >= WINDOW_MS) {
        previous = nowMs - since < 2 * WINDOW_MS ? current : Number.POSITIVE_INFINITY;
        current = Number.POSITIVE_INFINITY;
        since = nowMs;
      }
      current = Math.min(current, nowMs - publishedMs);
      return publishedMs + Math.min(current, previous);
    },
  };
}
