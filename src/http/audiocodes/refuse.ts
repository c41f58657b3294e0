/** How VoiceAI Connect's side refuses: problems, counted, and a log line for internal failures. */
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { CountAudiocodes } from "../../transports/audiocodes/counts.ts";
import { problemResponse } from "../common/problem.ts";
import { type RefusalWords, refusalOf } from "../common/refusal.ts";

const WORDS: RefusalWords = {
  titles: {
    NOT_FOUND: "No such conversation",
    CONFLICT: "The conversation exists already",
    LIMIT_EXCEEDED: "Too much at once",
  },
  failureTitle: "Not now",
  retryAfterS: 1,
  challenge: "Bearer",
};

/** Makes what ends every failed request; it fits `onError`, and the door that the router does not see. */
export function createRefuse(options: {
  logger: Logger;
  count: CountAudiocodes;
}): (caught: unknown) => Response {
  const { logger, count } = options;
  return (caught) => {
    const error = SidetoneError.from(caught);
    count(error.code === "UNAUTHENTICATED" ? "unauthenticated" : "refusedRequests");
    if (error.code === "INTERNAL") logger.error({ err: error }, "audiocodes request failed");
    return problemResponse(refusalOf(error, WORDS));
  };
}
