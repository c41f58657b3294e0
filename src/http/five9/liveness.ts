/** `GET /`: the liveness text Google's integration answers with. */
import { Hono } from "hono";

export function five9LivenessRoutes(): Hono {
  const app = new Hono();
  app.get("/", (context) => context.text("Sidetone: Available"));
  return app;
}
