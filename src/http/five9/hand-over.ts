/** Handing a webhook's content on before answering: within a deadline, and a failure asks the sender to try again. */
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { problemResponse } from "../shared/problem.ts";

export interface HandOverOptions {
  clock: Clock;
  logger: Logger;
  deadlineMs: number;
}

/**
 * Runs `task`. Undefined once it is done; otherwise the 503 to answer with, so that the sender knows nothing was kept.
 * `onFull` hears that the task had no room. A task that is late may still finish afterwards: what it does has to bear
 * being done twice.
 */
export async function handOver(
  options: HandOverOptions,
  task: () => Promise<void>,
  { onFull }: { onFull?: () => void } = {},
): Promise<Response | undefined> {
  const { clock, logger, deadlineMs } = options;
  try {
    await withDeadline(clock, deadlineMs, task(), "keeping the webhook's content");
    return undefined;
  } catch (caught) {
    const error = SidetoneError.from(caught, "STORAGE_FAILED");
    // Counted and told once as an alarm; a line for each would be a flood of its own.
    if (onFull !== undefined && error.code === "LIMIT_EXCEEDED") {
      onFull();
      return tooManyResponse();
    }
    logger.error({ err: error, code: error.code }, "five9 webhook could not be handed over");
    return problemResponse(
      {
        status: 503,
        code: error.code,
        title: "The event could not be kept",
        detail: "The event could not be kept just now; send it again.",
      },
      { "retry-after": "5" },
    );
  }
}

/** 503 for what comes faster than it can be taken. */
export function tooManyResponse(): Response {
  return problemResponse(
    {
      status: 503,
      code: "LIMIT_EXCEEDED",
      title: "Too many events wait",
      detail: "Too many events wait already; send this one again later.",
    },
    { "retry-after": "5" },
  );
}
