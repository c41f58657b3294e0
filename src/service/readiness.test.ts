/** Each reason for which a process is not ready, and that all who ask hear the same. */
import { expect, test } from "bun:test";
import { systemClock } from "../base/clock.ts";
import { createLifecycle } from "../base/lifecycle.ts";
import { createLogger } from "../base/log.ts";
import { startReadiness } from "./readiness.ts";

function scene() {
  const well = { storage: true, pubsub: true, dialogflow: true };
  const lifecycle = createLifecycle({
    ...{ clock: systemClock, logger: createLogger("silent"), drainDeadlineMs: 1_000, stopDeadlineMs: 1_000 },
    exit: () => {},
  });
  const { readiness } = startReadiness({
    lifecycle,
    storage: { ping: () => (well.storage ? Promise.resolve() : Promise.reject(new Error("away"))) },
    conversations: { isRefused: () => !well.dialogflow },
    assistEvents: {
      health: () => ({
        ...{ healthy: well.pubsub, rejectedTotal: 0, isSettled: true },
        ...{ faults: [], pull: [], push: [] },
      }),
    },
    clock: systemClock,
  });
  const told: boolean[] = [];
  readiness.onChange((isReady) => void told.push(isReady));
  /** As pages, gRPC health and /readyz have it. */
  const look = async () => {
    const missing = await readiness.missing();
    return { missing, state: readiness.state(), health: told.at(-1) ?? false };
  };
  return { well, lifecycle, look, told };
}

const READY = { missing: [], state: "ready", health: true };

test.each(["storage", "pubsub", "dialogflow"] as const)(
  "without its %s a process is not ready, and is again with it",
  async (part) => {
    const { well, lifecycle, look, told } = scene();
    lifecycle.markReady();
    expect(await look()).toEqual(READY);
    well[part] = false;
    expect(await look()).toEqual({ missing: [part], state: "not ready", health: false });
    expect(await look()).toEqual({ missing: [part], state: "not ready", health: false });
    well[part] = true;
    expect(await look()).toEqual(READY);
    expect(told).toEqual([true, false, true]);
  },
);

test("a process is not ready before it has started, nor once it leaves", async () => {
  const { lifecycle, look, told } = scene();
  expect(await look()).toEqual({ missing: [], state: "starting", health: false });
  lifecycle.markReady();
  expect(await look()).toEqual(READY);
  lifecycle.onDrain("the look of others", async () => {
    expect(await look()).toEqual({ missing: [], state: "draining", health: false });
  });
  await lifecycle.shutdown("the test");
  expect(told).toEqual([true, false]);
});
