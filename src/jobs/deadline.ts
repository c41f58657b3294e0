/** An end to every wait. */
import type { Clock } from "../clock.ts";
import type { SidetoneError } from "../errors.ts";

/** Settles as `work` does, or rejects with `late()` after `timeoutMs`. What `work` does later is not heard. */
export function withDeadline<T>(
  clock: Clock,
  timeoutMs: number,
  work: Promise<T>,
  late: () => SidetoneError,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => reject(late()), timeoutMs);
    work.then(resolve, reject).finally(() => clock.clearTimeout(timer));
  });
}
