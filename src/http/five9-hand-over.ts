/** Handing a webhook's content on before answering: within a deadline, and a failure asks the sender to try again. */
import type { Clock } from "../clock.ts";
import { withDeadline } from "../deadline.ts";
import { SidetoneError } from "../errors.ts";
import type { Logger } from "../telemetry/log.ts";
import { problemResponse } from "./problem.ts";

export interface HandOverOptions {
  clock: Clock;
  logger: Logger;
  deadlineMs: number;
}

/**
 * Runs `task`. Undefined once it is done; otherwise the 503 to answer with, so that the sender knows nothing was kept.
 * A task that is late may still finish afterwards: what it does has to bear being done twice.
 */
export async function handOver(
  options: HandOverOptions,
  task: () => Promise<void>,
): Promise<Response | undefined> {
  const { clock, logger, deadlineMs } = options;
  try {
    await withDeadline(clock, deadlineMs, task(), "keeping the webhook's content");
    return undefined;
  } catch (caught) {
    const error = SidetoneError.from(caught, "STORAGE_FAILED");
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
