/** What cannot be kept is asked for again; the log tells of it at a bounded rate, and of a stack only where the fault is ours. */
import { expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { SidetoneError } from "../../base/errors.ts";
import { createLogger } from "../../base/log.ts";
import { createHandOver } from "./hand-over.ts";

const notYet = () =>
  new SidetoneError("STORAGE_FAILED", "the queue of MediaStream events has not started yet", {
    retryable: true,
  });

function scene() {
  const clock = new SimulatedClock();
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(JSON.parse(line)) });
  const handOver = createHandOver({ clock, logger, deadlineMs: 5_000 });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };
  /** Until nothing is tried again. */
  const wait = async () => {
    for (let waitedMs = 0; waitedMs < 3_000; waitedMs += 100) {
      await settle();
      clock.increment(100);
    }
  };
  const fail = (error: Error) => handOver(() => Promise.reject(error)).catch((caught: unknown) => caught);
  const told = () =>
    lines.splice(0).map(({ level, code, reason, failures, err }) => ({ level, code, reason, failures, err }));
  return { clock, handOver, wait, fail, told };
}

test("a queue that has not started is not a failure: a warning without a stack, once a minute with their number", async () => {
  const { clock, wait, fail, told } = scene();
  const failed = Promise.all(Array.from({ length: 100 }, () => fail(notYet())));
  await wait();
  for (const one of await failed) expect(one).toMatchObject({ code: "STORAGE_FAILED", retryable: true });
  const line = { level: 40, code: "STORAGE_FAILED", reason: notYet().message, err: undefined };
  expect(told()).toEqual([{ ...line, failures: 1 }]);
  clock.increment(60_000);
  expect(told()).toEqual([{ ...line, failures: 99 }]);
  clock.increment(60_000);
  expect(told()).toEqual([]);
});

test("a storage that is away for a moment is no failure", async () => {
  const { handOver, wait, told } = scene();
  let tries = 0;
  const kept = handOver(async () => {
    tries += 1;
    if (tries < 3) throw notYet();
  });
  await wait();
  await kept;
  expect([tries, told()]).toEqual([3, []]);
});

test("what nobody foresaw is an error with its stack", async () => {
  const { fail, told } = scene();
  await fail(new TypeError("undefined is not a function"));
  const [line] = told();
  expect(line).toMatchObject({ level: 50, code: "STORAGE_FAILED", err: { stack: expect.any(String) } });
});
