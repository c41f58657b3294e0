/** The whole HTTP side put together from its route groups; unknown paths and failures answer as problems. */
import { Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { problemResponse } from "../common/problem.ts";
import { failureOf, RefusedError, refusalOf } from "../common/refusal.ts";

export interface AppParts {
  logger: Logger;
  /** Route groups that carry their own full paths. */
  groups: readonly Hono[];
}

export function createApp({ logger, groups }: AppParts): Hono {
  const app = new Hono();
  for (const group of groups) app.route("/", group);
  const nothingHere = refusalOf(new SidetoneError("NOT_FOUND", "Nothing is served at this path."));
  app.notFound(() => problemResponse(nothingHere));
  app.onError((caught, c) => {
    const error = SidetoneError.from(caught);
    if (error.code === "PROTOCOL_VIOLATION" || error instanceof RefusedError) {
      return problemResponse(refusalOf(error));
    }
    const { code, message: reason } = error;
    const { method, routePath: path } = c.req;
    if (error.retryable) logger.warn({ code, reason, path, method }, "request could not be served just now");
    else logger.error({ err: error, path, method }, "request failed");
    return problemResponse(failureOf(error));
  });
  return app;
}
