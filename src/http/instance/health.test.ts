/** What readiness says, and what it only tells of. */
import { expect, test } from "bun:test";
import { healthRoutes } from "./health.ts";

const READY = { state: () => "ready", checks: { storage: () => true }, checkDeadlineMs: 1_000 };

async function readiness(options: Partial<Parameters<typeof healthRoutes>[0]>) {
  const response = await healthRoutes({ ...READY, starting: () => [], ...options }).request("/readyz");
  return { status: response.status, body: await response.json() };
}

test("what is missing keeps an instance from being ready", async () => {
  expect(await readiness({ checks: { storage: () => true, pubsub: () => false } })).toEqual({
    status: 503,
    body: { ready: false, state: "ready", missing: ["pubsub"], starting: [] },
  });
});

test("what still starts beside the calls is told, and keeps nobody from calling", async () => {
  expect(await readiness({ starting: () => ["mediastream"] })).toEqual({
    status: 200,
    body: { ready: true, state: "ready", missing: [], starting: ["mediastream"] },
  });
});
