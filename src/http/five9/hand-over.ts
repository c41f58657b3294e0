/** Handing a webhook's content on before answering: within a deadline, and a failure asks the sender to try again. */
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { RefusedError } from "../shared/refusal.ts";

export interface HandOverOptions {
  clock: Clock;
  logger: Logger;
  deadlineMs: number;
}

/**
 * Runs `task`. Resolves once it is done; otherwise rejects with a refusal to answer 503 with, so that the sender knows
 * nothing was kept. `onFull` hears that the task had no room. A task that is late may still finish afterwards: what it
 * does has to bear being done twice.
 */
export async function handOver(
  options: HandOverOptions,
  task: () => Promise<void>,
  { onFull }: { onFull?: () => void } = {},
): Promise<void> {
  const { clock, logger, deadlineMs } = options;
  try {
    await withDeadline(clock, deadlineMs, task(), "keeping the webhook's content");
  } catch (caught) {
    const error = SidetoneError.from(caught, "STORAGE_FAILED");
    // Counted and told once as an alarm; a line for each would be a flood of its own.
    if (onFull !== undefined && error.code === "LIMIT_EXCEEDED") {
      onFull();
      throw tooMany();
    }
    logger.error({ err: error, code: error.code }, "five9 webhook could not be handed over");
    throw new RefusedError(error.code, "The event could not be kept just now; send it again.", {
      title: "The event could not be kept",
      retryable: true,
      cause: caught,
    });
  }
}

/** For what comes faster than it can be taken. */
export function tooMany(): RefusedError {
  return new RefusedError("LIMIT_EXCEEDED", "Too many events wait already; send this one again later.", {
    title: "Too many events wait",
    retryable: true,
  });
}
