/** The four paths Pub/Sub pushes Agent Assist events to. */
import { Hono } from "hono";
import { ASSIST_DATA_TYPES, type AssistDataType } from "../../assist/google-notification.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { PubsubPush } from "../../transports/pubsub/push.ts";
import { readBytes } from "../common/body.ts";
import { problemResponse } from "../common/problem.ts";
import { type RefusalWords, RefusedError, refuseIn } from "../common/refusal.ts";

export interface PubsubPushRoutesOptions {
  push: Pick<PubsubPush, "admit" | "take">;
  /** A Pub/Sub message is at most 10 MB, a third more when wrapped. */
  maxBodyBytes: number;
}

const WORDS: RefusalWords = {
  titles: {
    UNAUTHENTICATED: "A token of Google's is needed",
    FORBIDDEN: "This token is for something else",
  },
  retryAfterS: 1,
};

/**
 * POST /human-agent-assistant-event and the three others. 204 once the event is in the log, or can never be used; 401
 * and 403 for an invalid token; 503 if the event has to come again.
 */
export function pubsubPushRoutes({ push, maxBodyBytes }: PubsubPushRoutesOptions): Hono {
  const app = new Hono();
  app.onError(refuseIn(problemResponse, WORDS));
  for (const dataType of ASSIST_DATA_TYPES) {
    app.post(`/${dataType}`, async (context) => {
      await take(dataType, context.req.raw).catch((caught: unknown) => {
        throw askAgain(SidetoneError.from(caught));
      });
      return context.body(null, 204);
    });
  }
  return app;

  async function take(dataType: AssistDataType, request: Request): Promise<void> {
    await push.admit(dataType, request.headers.get("authorization"));
    const body = await readBytes(request, maxBodyBytes, { sender: "known" });
    await push.take(dataType, request.headers, body);
  }
}

/** After any other failure the event is not in the log: a 503 brings it again. */
function askAgain(error: SidetoneError): SidetoneError {
  if (error.code === "UNAUTHENTICATED" || error.code === "FORBIDDEN") return error;
  // The body did not come whole: the refusal closes the connection.
  if (error instanceof RefusedError) return error;
  return new RefusedError(error.code, "The event is not in the log; push it again.", {
    title: "The event was not stored",
    retryable: true,
    cause: error,
  });
}
