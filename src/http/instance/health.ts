/** Liveness and readiness: what an orchestrator asks, answered with the reason. */
import { Hono } from "hono";

export interface HealthOptions {
  /** Name of the process's state; only "ready" is ready. */
  state(): string;
  /** Names of what the process needs and does not have now; never rejects. */
  missing(): Promise<string[]>;
  /** Codes of what keeps suggestions away. Some of them, such as a feature of the profile, have no effect on readiness. */
  faults(): string[];
  /** What has not started yet and no call needs: reported, without effect on readiness. */
  starting(): string[];
}

/** GET /healthz: 200 while the process serves. GET /readyz: 200 or 503 with what is missing, and what still starts. */
export function healthRoutes(options: HealthOptions): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "ok", state: options.state() }));
  app.get("/readyz", async (c) => {
    const missing = await options.missing();
    const state = options.state();
    const ready = state === "ready" && missing.length === 0;
    const report = { ready, state, missing, faults: options.faults(), starting: options.starting() };
    return c.json(report, ready ? 200 : 503);
  });
  return app;
}
