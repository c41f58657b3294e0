/** What readiness says, and what it only tells of. */
import { expect, test } from "bun:test";
import { healthRoutes } from "./health.ts";

const READY = { state: () => "ready", missing: async () => [], faults: () => [], starting: () => [] };

async function readiness(options: Partial<Parameters<typeof healthRoutes>[0]>) {
  const response = await healthRoutes({ ...READY, ...options }).request("/readyz");
  return { status: response.status, body: await response.json() };
}

test("what is missing keeps an instance from being ready", async () => {
  const without = { state: () => "not ready", missing: async () => ["pubsub"] };
  expect(await readiness({ ...without, faults: () => ["SUBSCRIPTION_MISSING"] })).toEqual({
    status: 503,
    body: {
      ...{ ready: false, state: "not ready", missing: ["pubsub"] },
      ...{ faults: ["SUBSCRIPTION_MISSING"], starting: [] },
    },
  });
  expect(await readiness({ missing: async () => ["storage"] })).toMatchObject({ status: 503 });
});

test("what still starts beside the calls is told, and keeps nobody from calling", async () => {
  expect(await readiness({ starting: () => ["mediastream"] })).toEqual({
    status: 200,
    body: { ready: true, state: "ready", missing: [], faults: [], starting: ["mediastream"] },
  });
});
