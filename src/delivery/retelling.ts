/**
 * Tells a restored call of the entries that its record does not know: the process that had it was killed after they were
 * logged and before the call was stored.
 */
import { eventOf } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { Logger } from "../base/log.ts";
import type { CallDirectory } from "../calls/port.ts";
import type { DeliveryLog } from "../storage/port.ts";
import type { DeliveryLimits } from "./limits.ts";
import { loggedEventOf } from "./logged-event.ts";

export interface RetellingOptions {
  log: Pick<DeliveryLog, "readAfter">;
  calls: Pick<CallDirectory, "sendTo">;
  features: readonly string[] | undefined;
  limits: Pick<DeliveryLimits, "readDeadlineMs" | "replayPageSize">;
  clock: Clock;
  logger: Logger;
}

/** A record is stored every few seconds. */
const MOST_ENTRIES = 1_000;

/** `after`: the last sequence that the record knows. Never rejects. */
export async function retell(
  { log, calls, features, limits, clock, logger }: RetellingOptions,
  { callKey, room, after }: { callKey: string; room: string; after: number },
): Promise<void> {
  const { readDeadlineMs, replayPageSize } = limits;
  try {
    for (let told = 0, last = after; told < MOST_ENTRIES; ) {
      const reading = log.readAfter(room, last, replayPageSize);
      const entries = await withDeadline(clock, readDeadlineMs, reading, "Reading a call's log");
      for (const entry of entries) {
        const event = loggedEventOf(eventOf(room, entry), entry, features);
        void calls.sendTo(callKey, { ...event, isRetold: true });
      }
      last = entries.at(-1)?.sequence ?? last;
      told += entries.length;
      if (entries.length < replayPageSize) return;
    }
  } catch (error) {
    logger.warn({ callKey, err: error }, "a restored call was not told of the last entries of its log");
  }
}
