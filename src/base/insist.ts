/** Tries again for a while what may fail for a moment, such as a store whose connection was cut. */
import { type BackOff, backOffMs } from "./back-off.ts";
import type { Clock } from "./clock.ts";

export interface InsistOptions {
  clock: Clock;
  /** From the first try on, in milliseconds; then the last failure counts. Without end where `mayPass` ends it. */
  forMs: number;
  /** Between two tries. */
  pauses?: BackOff;
  /** Whether another try may help. Default: always. */
  mayPass?(caught: unknown): boolean;
}

const PAUSES: BackOff = { firstMs: 20, maxMs: 200 };

/** `work` may be done several times. Rejects with what it failed with last. */
export async function insist<T>(work: () => Promise<T>, options: InsistOptions): Promise<T> {
  const { clock, forMs, pauses = PAUSES, mayPass = () => true } = options;
  const endMs = clock.now() + forMs;
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (caught) {
      if (clock.now() >= endMs || !mayPass(caught)) throw caught;
      await new Promise<void>((resolve) => clock.setTimeout(() => resolve(), backOffMs(failures, pauses)));
    }
  }
}
