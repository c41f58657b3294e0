/** Everything below /operators: sign-in, the API, and the console's page. */
import { Hono } from "hono";
import { type CallRouteOptions, callRoutes } from "./calls.ts";
import { notFound, refuseAsOperators } from "./form.ts";
import { noStore, type OperatorEnv, operatorGuard, roleGuard } from "./guard.ts";
import { type LoginOptions, loginRoutes } from "./login.ts";
import { type OperationRouteOptions, operationRoutes } from "./operations.ts";
import { consolePageRoutes, type PageOptions } from "./page.ts";
import { describeApi } from "./schema.ts";
import { type SearchRouteOptions, searchRoutes } from "./search.ts";
import { type SupervisorPageOptions, supervisorPageRoutes } from "./supervisor-page.ts";
import { type WordRouteOptions, wordRoutes } from "./words.ts";

export type OperatorRouteOptions = LoginOptions &
  CallRouteOptions &
  SearchRouteOptions &
  WordRouteOptions &
  OperationRouteOptions &
  PageOptions & {
    supervisorPage: Omit<SupervisorPageOptions, "door" | "auditor" | "publicPath" | "logger">;
  };

const API = "/operators/api";

/** Mount it at the root. */
export function operatorRoutes(options: OperatorRouteOptions): Hono {
  const app = refuseAsOperators(new Hono<OperatorEnv>());
  app.route("/", loginRoutes(options));
  app.use(`${API}/*`, noStore, operatorGuard(options.door), roleGuard("view", options.auditor));
  app.get(`${API}/schema`, (c) => c.json(describeApi(options.version)));
  app.route(API, searchRoutes(options));
  app.route(API, callRoutes(options));
  app.route(API, wordRoutes(options));
  app.route(API, operationRoutes(options));
  app.all(`${API}/*`, () => {
    throw notFound("The operators' API has no such path; GET /operators/api/schema lists them.");
  });
  app.route("/", supervisorPageRoutes({ ...options, ...options.supervisorPage }));
  app.route("/", consolePageRoutes(options));
  // Its variables are its own business.
  return new Hono().route("/", app);
}
