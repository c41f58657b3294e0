/** Liveness and readiness: what an orchestrator asks, answered with the reason. */
import { Hono } from "hono";

export interface HealthOptions {
  /** Name of the process's state; only "ready" is ready. */
  state(): string;
  /** Named checks of what the process needs; each rejects or returns false if it is missing. */
  checks: Readonly<Record<string, () => Promise<boolean> | boolean>>;
  /** What has not started yet and no call needs: reported, without effect on readiness. */
  starting(): string[];
  /** Longest wait for one check. */
  checkDeadlineMs: number;
}

/** GET /healthz: 200 while the process serves. GET /readyz: 200 or 503 with what is missing, and what still starts. */
export function healthRoutes(options: HealthOptions): Hono {
  const app = new Hono();
  app.get("/healthz", (c) => c.json({ status: "ok", state: options.state() }));
  app.get("/readyz", async (c) => {
    const state = options.state();
    const results = await Promise.all(
      Object.entries(options.checks).map(async ([name, check]) => [name, await passes(check)] as const),
    );
    const missing = results.filter(([, passed]) => !passed).map(([name]) => name);
    const ready = state === "ready" && missing.length === 0;
    return c.json({ ready, state, missing, starting: options.starting() }, ready ? 200 : 503);
  });
  return app;

  async function passes(check: () => Promise<boolean> | boolean): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), options.checkDeadlineMs);
    });
    // A check that throws is a check that does not pass; its reason is in the log of the part it asks.
    const result = Promise.resolve()
      .then(check)
      .then(
        (passed) => passed,
        () => false,
      );
    return Promise.race([result, late]).finally(() => clearTimeout(timer));
  }
}
