/** Handing a webhook's content on before answering: within a deadline, and a failure asks the sender to try again. */
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import { insist } from "../../base/insist.ts";
import type { Logger } from "../../base/log.ts";
import { createRarely } from "../../base/rarely.ts";
import { RefusedError } from "../common/refusal.ts";

export interface HandOverOptions {
  clock: Clock;
  logger: Logger;
  deadlineMs: number;
}

/**
 * Runs `task`, again for two seconds where that may help. Resolves once it is done; otherwise rejects with a refusal to answer 503 with, so that the sender knows
 * nothing was kept. `onFull` hears that the task had no room. A task that is late may still finish afterwards: what it
 * does has to bear being done twice.
 */
export type HandOver = (task: () => Promise<void>, options?: { onFull?: () => void }) => Promise<void>;

/** A connection that was cut is back sooner, and whether the sender comes again is not known. */
const AWAY_MS = 2_000;

function mayPass(caught: unknown): boolean {
  const { code, retryable } = SidetoneError.from(caught, "INTERNAL");
  return code === "STORAGE_FAILED" && retryable;
}

/** One for all webhooks of a kind: events that cannot be kept are logged once a minute. */
export function createHandOver({ clock, logger, deadlineMs }: HandOverOptions): HandOver {
  const rarely = createRarely<"later" | "fault", SidetoneError>({ clock, tell });

  function tell(kind: "later" | "fault", error: SidetoneError, failures: number): void {
    const { code, message } = error;
    // A failure that may soon pass, such as a queue that still starts, needs no stack.
    if (kind === "later")
      logger.warn({ code, reason: message, failures }, "five9 webhook has to be sent again");
    else logger.error({ code, err: error, failures }, "five9 webhook could not be handed over");
  }

  return async (task, { onFull } = {}) => {
    try {
      const kept = insist(task, { clock, forMs: Math.min(AWAY_MS, deadlineMs), mayPass });
      await withDeadline(clock, deadlineMs, kept, "keeping the webhook's content");
    } catch (caught) {
      const error = SidetoneError.from(caught, "STORAGE_FAILED");
      // Counted and reported once as an alarm; a line for each would be another flood.
      if (onFull !== undefined && error.code === "LIMIT_EXCEEDED") {
        onFull();
        throw tooMany();
      }
      rarely.note(error.retryable ? "later" : "fault", error);
      throw new RefusedError(error.code, "The event could not be kept just now; send it again.", {
        title: "The event could not be kept",
        retryable: true,
        cause: caught,
      });
    }
  };
}

/** For what comes faster than it can be taken. */
export function tooMany(): RefusedError {
  return new RefusedError("LIMIT_EXCEEDED", "Too many events wait already; send this one again later.", {
    title: "Too many events wait",
    retryable: true,
  });
}
