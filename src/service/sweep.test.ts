import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import { startSweeping } from "./sweep.ts";

const SOON_MS = 30_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** All that was begun has been heard after a turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("old calls are removed soon after the start, once an hour, also after a failure, and not after the stop", async () => {
  const clock = new SimulatedClock();
  const sweptAt: number[] = [];
  const storage = {
    sweep: async (ageMs: number) => {
      expect(ageMs).toBe(DAY_MS);
      sweptAt.push(clock.now());
      if (sweptAt.length === 1) throw new Error("away");
      return 1;
    },
  };
  const reclaimed: number[] = [];
  const sweepJobs = async (ageMs: number) => void reclaimed.push(ageMs);
  const logger = createLogger("silent");
  const sweeping = startSweeping({ storage, sweepJobs, clock, logger, retentionMs: DAY_MS });
  clock.increment(SOON_MS);
  await turn();
  clock.increment(HOUR_MS);
  await turn();
  clock.increment(HOUR_MS);
  void sweeping.stop?.();
  await turn();
  clock.increment(HOUR_MS);
  expect(sweptAt).toEqual([SOON_MS, SOON_MS + HOUR_MS, SOON_MS + 2 * HOUR_MS]);
  expect(reclaimed).toEqual([DAY_MS, DAY_MS]);
});

test("what is kept for minutes only is looked for more often", async () => {
  const clock = new SimulatedClock();
  const sweptAt: number[] = [];
  const storage = { sweep: async () => sweptAt.push(clock.now()) };
  const rest = { sweepJobs: async () => {}, clock, logger: createLogger("silent") };
  const sweeping = startSweeping({ storage, ...rest, retentionMs: 10 * MINUTE_MS });
  for (let step = 0; step < 12; step += 1) {
    clock.increment(SOON_MS);
    await turn();
  }
  void sweeping.stop?.();
  expect(sweptAt).toEqual([SOON_MS, 3 * MINUTE_MS, 5.5 * MINUTE_MS]);
});
