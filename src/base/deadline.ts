/** A deadline for work that cannot be cancelled. */
import type { Clock } from "./clock.ts";
import { SidetoneError } from "./errors.ts";

/**
 * Settles as `work` does, or rejects after `deadlineMs`: with what `late` makes, or, where it is a text naming the
 * work, with a retryable DEADLINE_EXCEEDED. Later results of `work` are ignored.
 */
export function withDeadline<T>(
  clock: Clock,
  deadlineMs: number,
  work: Promise<T>,
  late: string | (() => SidetoneError),
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(makeError(late, deadlineMs)), deadlineMs);
    work.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}

function makeError(late: string | (() => SidetoneError), deadlineMs: number): SidetoneError {
  if (typeof late !== "string") return late();
  return new SidetoneError("DEADLINE_EXCEEDED", `${late} took longer than ${deadlineMs} ms`, {
    retryable: true,
  });
}
