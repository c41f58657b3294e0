/** Waits for a condition instead of for a time. */

/** Far beyond what a busy machine needs: a late condition is not a failure, a missing one is. */
const DEADLINE_MS = 120_000;

/** Repeats `attempt` until it neither throws nor returns false; fails with its last reason after the deadline. */
export async function eventually(attempt: () => unknown, deadlineMs = DEADLINE_MS): Promise<void> {
  const endsAtMs = performance.now() + deadlineMs;
  for (;;) {
    let reason: unknown = new Error("The condition did not come true in time");
    try {
      if ((await attempt()) !== false) return;
    } catch (caught) {
      reason = caught;
    }
    if (performance.now() > endsAtMs) throw reason;
    await Bun.sleep(10);
  }
}
