/**
 * What a call has to be told of its log: entries that its record does not know, as the process that had it was killed before it
 * stored them, and those of which an instance that logged them did not tell it.
 */

import type { CallEvent } from "../actors/call/events.ts";
import { eventOf } from "../assist/google/logged.ts";
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import type { Logger } from "../base/log.ts";
import type { DeliveryLog } from "../storage/port.ts";
import { DEFAULT_DELIVERY_LIMITS, type DeliveryLimits } from "./limits.ts";
import { loggedEventOf } from "./logged-event.ts";

export interface MissedEntriesOptions {
  log: Pick<DeliveryLog, "readAfter">;
  roomOf(callKey: string): string;
  features: readonly string[] | undefined;
  limits?: Pick<DeliveryLimits, "readDeadlineMs" | "replayPageSize">;
  clock: Clock;
  logger: Logger;
}

/** A record is stored every few seconds. */
const MOST_ENTRIES = 1_000;

/** `after`: the last sequence that the record knows. What the function gives may lack entries where the log cannot be read; it never rejects. */
export function missedEntries({
  log,
  roomOf,
  features,
  limits = DEFAULT_DELIVERY_LIMITS,
  clock,
  logger,
}: MissedEntriesOptions) {
  const { readDeadlineMs, replayPageSize } = limits;
  return async (callKey: string, after: number): Promise<CallEvent[]> => {
    const room = roomOf(callKey);
    const missed: CallEvent[] = [];
    try {
      for (let last = after; missed.length < MOST_ENTRIES; ) {
        const reading = log.readAfter(room, last, replayPageSize);
        const entries = await withDeadline(clock, readDeadlineMs, reading, "Reading a call's log");
        for (const entry of entries) {
          missed.push({ ...loggedEventOf(eventOf(room, entry), entry, features), isRetold: true });
        }
        last = entries.at(-1)?.sequence ?? last;
        if (entries.length < replayPageSize) break;
      }
    } catch (error) {
      logger.warn({ callKey, err: error }, "entries of a call's log could not be read for it");
    }
    return missed;
  };
}
