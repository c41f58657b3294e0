/** GET /metrics in Prometheus text form, behind an operator's token. */
import { Hono } from "hono";
import type { SignInDoor } from "../operators/door.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { refuseAsOperators } from "./operators/form.ts";
import { bearerGuard } from "./operators/guard.ts";

export function metricsRoutes(options: { door: SignInDoor; metrics: Metrics }): Hono {
  const { registry } = options.metrics;
  const app = refuseAsOperators(new Hono());
  app.get(
    "/metrics",
    bearerGuard((headers) => options.door.identifyBearer(headers)),
    async () => {
      return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
    },
  );
  return app;
}
