/** Failures of the frameworks' routes: problems for the other side, and a line in the log where the fault is ours. */
import { SidetoneError } from "../../../base/errors.ts";
import type { Logger } from "../../../base/log.ts";
import type { CountAudiocodes } from "../../../transports/audiocodes/counts.ts";
import { refusalOf } from "../body.ts";

/** Makes the function every route ends its failures with. */
export function createRefuse(options: {
  logger: Logger;
  count: CountAudiocodes;
}): (caught: unknown) => Response {
  const { logger, count } = options;
  return (caught) => {
    const error = SidetoneError.from(caught);
    count(error.code === "UNAUTHENTICATED" ? "unauthenticated" : "refusedRequests");
    if (error.code === "INTERNAL") logger.error({ err: error }, "framework request failed");
    return refusalOf(error);
  };
}
