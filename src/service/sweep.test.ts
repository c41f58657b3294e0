import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import { startSweeping } from "./sweep.ts";

const SOON_MS = 30_000;
const HOUR_MS = 3_600_000;
/** All that was begun has been heard after a turn of the event loop. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

test("old calls are removed soon after the start, once an hour, also after a failure, and not after the stop", async () => {
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
  const reclaimed: number[] = [];
  const reclaimJobs = async () => void reclaimed.push(clock.now());
  const logger = createLogger("silent");
  const sweeping = startSweeping({ storage, reclaimJobs, clock, logger, retentionMs: 77 });
  clock.increment(SOON_MS);
  await turn();
  clock.increment(HOUR_MS);
  await turn();
  clock.increment(HOUR_MS);
  void sweeping.stop?.();
  await turn();
  clock.increment(HOUR_MS);
  expect(sweptAt).toEqual([SOON_MS, SOON_MS + HOUR_MS, SOON_MS + 2 * HOUR_MS]);
  expect(reclaimed).toEqual([SOON_MS + HOUR_MS, SOON_MS + 2 * HOUR_MS]);
});
