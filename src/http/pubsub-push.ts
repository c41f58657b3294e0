/** The four paths Pub/Sub pushes Agent Assist events to. */
import { Hono } from "hono";
import { type ErrorCode, SidetoneError } from "../base/errors.ts";
import type { AssistDataType } from "../delivery/agent-assist-event.ts";
import { PUSH_DATA_TYPES, type PubsubPush } from "../transports/pubsub/push.ts";
import { readBytes } from "./shared/body-bytes.ts";
import { problemResponse } from "./shared/problem.ts";

export interface PubsubPushRoutesOptions {
  push: Pick<PubsubPush, "admit" | "take">;
  /** A Pub/Sub message is at most 10 MB, a third more when wrapped. */
  maxBodyBytes: number;
}

const REFUSALS: Partial<Record<ErrorCode, { status: number; title: string }>> = {
  UNAUTHENTICATED: { status: 401, title: "A token of Google's is needed" },
  FORBIDDEN: { status: 403, title: "This token is for something else" },
};

/**
 * POST /human-agent-assistant-event and the three others. 204 once the event is in the log, or can never be used; 401
 * and 403 for a token that does not hold; 503 where the event has to come again.
 */
export function pubsubPushRoutes({ push, maxBodyBytes }: PubsubPushRoutesOptions): Hono {
  const app = new Hono();
  for (const dataType of PUSH_DATA_TYPES) {
    app.post(`/${dataType}`, (context) => serve(dataType, context.req.raw));
  }
  return app;

  async function serve(dataType: AssistDataType, request: Request): Promise<Response> {
    try {
      await push.admit(dataType, request.headers.get("authorization"));
      const body = await readBytes(request, maxBodyBytes);
      await push.take(dataType, request.headers, body);
      return new Response(null, { status: 204 });
    } catch (caught) {
      return refuse(SidetoneError.from(caught));
    }
  }
}

function refuse(error: SidetoneError): Response {
  const { code } = error;
  const known = REFUSALS[code];
  if (known !== undefined) return problemResponse({ ...known, code, detail: error.message });
  const title = "The event was not taken in";
  const detail = "The event is not in the log; push it again.";
  return problemResponse({ status: 503, code, title, detail }, { "retry-after": "1" });
}
