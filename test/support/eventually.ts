/** Waits for a condition instead of for a time. */

/** Far beyond what a busy machine needs: a late condition is not a failure, a missing one is. */
export const WAIT_DEADLINE_MS = 120_000;

/** A long wait looks less often: what an attempt asks of another process takes the time of both. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
const PAUSE_GROWTH = 1.3;

/** Repeats `attempt` until it neither throws nor returns false; fails with its last reason after the deadline. */
export async function eventually(attempt: () => unknown, deadlineMs = WAIT_DEADLINE_MS): Promise<void> {
  const endsAtMs = performance.now() + deadlineMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * PAUSE_GROWTH)) {
    let reason: unknown = new Error("The condition did not come true in time");
    try {
      if ((await attempt()) !== false) return;
    } catch (caught) {
      reason = caught;
    }
    if (performance.now() > endsAtMs) throw reason;
    await Bun.sleep(pauseMs);
  }
}
