import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLogger } from "../base/log.ts";
import { WorkerErrors } from "./worker-errors.ts";

function setUp() {
  const clock = new SimulatedClock();
  const did: string[] = [];
  const worker = {
    pause: async () => void did.push("pause"),
    resume: () => void did.push("resume"),
  };
  const errors = new WorkerErrors({ worker, clock, logger: createLogger("silent") });
  const burst = () => {
    for (let i = 0; i < 5; i += 1) errors.hear(new Error("no tables"));
  };
  return { clock, did, errors, burst };
}

test("a worker that only fails is paused, longer each time, and always resumed", () => {
  const { clock, did, burst } = setUp();
  const waitedMs: number[] = [];
  for (let i = 0; i < 10; i += 1) {
    burst();
    expect(did.at(-1)).toBe("pause");
    const pausedAt = clock.now();
    while (did.at(-1) === "pause") clock.increment(10);
    waitedMs.push(clock.now() - pausedAt);
    clock.increment(2_000);
  }
  expect(waitedMs[0]).toBeLessThanOrEqual(510);
  expect(waitedMs[9]).toBeGreaterThan(10_000);
  expect(Math.max(...waitedMs)).toBeLessThanOrEqual(30_010);
});

test("errors far apart pause nothing", () => {
  const { clock, did, errors } = setUp();
  for (let i = 0; i < 20; i += 1) {
    errors.hear(new Error("one"));
    clock.increment(300);
  }
  expect(did).toEqual([]);
});

test("a success makes the next pause short again, and close ends the waiting", () => {
  const { clock, did, errors, burst } = setUp();
  for (let i = 0; i < 8; i += 1) {
    burst();
    clock.increment(60_000);
  }
  errors.hearSuccess();
  burst();
  clock.increment(600);
  expect(did.at(-1)).toBe("resume");
  burst();
  errors.close();
  clock.increment(60_000);
  expect(did.at(-1)).toBe("pause");
});
