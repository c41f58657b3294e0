import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../telemetry/log.ts";
import { startSweeping } from "./sweep.ts";

const HOUR_MS = 3_600_000;
/** All that was begun has been heard after a turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("old calls are removed at the start, once an hour, also after a failure, and not after the stop", async () => {
  const clock = new SimulatedClock();
  const sweptAt: number[] = [];
  const storage = {
    sweep: async (ageMs: number) => {
      expect(ageMs).toBe(77);
      sweptAt.push(clock.now());
      if (sweptAt.length === 1) throw new Error("away");
      return 1;
    },
  };
  const stop = startSweeping({ storage, clock, logger: createLogger("silent"), retentionMs: 77 });
  await turn();
  clock.increment(HOUR_MS);
  await turn();
  clock.increment(HOUR_MS);
  stop();
  await turn();
  clock.increment(HOUR_MS);
  expect(sweptAt).toEqual([0, HOUR_MS, 2 * HOUR_MS]);
});
