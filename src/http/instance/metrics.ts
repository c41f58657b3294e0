/** GET /metrics in Prometheus text form, behind an operator's token. */
import { Hono } from "hono";
import type { SignInDoor } from "../../operators/door.ts";
import type { Meters } from "../../telemetry/meters.ts";
import { refuseAsOperators } from "../operators/form.ts";
import { bearerGuard } from "../operators/guard.ts";

export function metricsRoutes(options: { door: SignInDoor; meters: Pick<Meters, "registry"> }): Hono {
  const { registry } = options.meters;
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
