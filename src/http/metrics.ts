/** GET /metrics in Prometheus text form, behind the operators' token. */
import { Hono } from "hono";
import type { Metrics } from "../telemetry/metrics.ts";
import { operatorGuard } from "./operator-guard.ts";

export function metricsRoutes(options: { token: string; metrics: Metrics }): Hono {
  const { registry } = options.metrics;
  const app = new Hono();
  app.get("/metrics", operatorGuard(options.token), async () => {
    return new Response(await registry.metrics(), { headers: { "content-type": registry.contentType } });
  });
  return app;
}
