/** Handing a webhook's content on before answering: within a deadline, and a failure asks the sender to try again. */
import type { Clock } from "../clock.ts";
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
  let timer: unknown;
  const late = new Promise<never>((_, reject) => {
    timer = clock.setTimeout(() => {
      reject(
        new SidetoneError("DEADLINE_EXCEEDED", "the webhook's content was not kept in time", {
          retryable: true,
        }),
      );
    }, deadlineMs);
  });
  try {
    await Promise.race([task(), late]);
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
  } finally {
    clock.clearTimeout(timer);
  }
}
