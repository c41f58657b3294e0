/** What Five9's webhooks share: problems in the words of this feature. */
import type { Hono } from "hono";
import type { BodyEnv } from "../common/body.ts";
import { problemResponse } from "../common/problem.ts";
import { refuseIn } from "../common/refusal.ts";

const WORDS = {
  titles: {
    UNAUTHENTICATED: "The API key is missing or wrong",
    PROTOCOL_VIOLATION: "The body is not JSON",
  },
  retryAfterS: 5,
};

/** All errors of the routes of `app` become problems. */
export function refuseAsFive9<App extends Hono | Hono<BodyEnv>>(app: App): App {
  app.onError(refuseIn(problemResponse, WORDS));
  return app;
}
