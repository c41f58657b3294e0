/** Bounds a wait for something that cannot be cancelled. */
import type { Clock } from "../clock.ts";
import { SidetoneError } from "../errors.ts";

/** Resolves as `work` does, or rejects with DEADLINE_EXCEEDED; what `work` still does then is nobody's concern. */
export async function withDeadline<T>(
  work: Promise<T>,
  deadlineMs: number,
  what: string,
  clock: Clock,
): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = clock.setTimeout(() => {
    reject(
      new SidetoneError("DEADLINE_EXCEEDED", `${what} took longer than ${deadlineMs} ms`, {
        retryable: true,
      }),
    );
  }, deadlineMs);
  try {
    return await Promise.race([work, expired]);
  } finally {
    clock.clearTimeout(timer);
  }
}
