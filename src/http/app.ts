/** The whole HTTP side put together from its route groups; unknown paths and failures answer as problems. */
import { Hono } from "hono";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import { problemResponse } from "./shared/problem.ts";

export interface AppParts {
  logger: Logger;
  /** Route groups that carry their own full paths. */
  groups: readonly Hono[];
}

export function createApp({ logger, groups }: AppParts): Hono {
  const app = new Hono();
  for (const group of groups) app.route("/", group);
  app.notFound(() =>
    problemResponse({
      status: 404,
      code: "NOT_FOUND",
      title: "Not found",
      detail: "Nothing is served at this path.",
    }),
  );
  app.onError((caught, c) => {
    const error = SidetoneError.from(caught);
    if (error.code === "PROTOCOL_VIOLATION") {
      const title = "The request is malformed";
      return problemResponse({ status: 400, code: error.code, title, detail: `${error.message}.` });
    }
    logger.error({ err: error, path: c.req.routePath, method: c.req.method }, "request failed");
    const detail = "The request could not be served; the log says why.";
    return problemResponse({
      status: error.retryable ? 503 : 500,
      code: error.code,
      title: "Request failed",
      detail,
    });
  });
  return app;
}
