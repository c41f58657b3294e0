import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { createLifecycle } from "./lifecycle.ts";
import { createLogger } from "./log.ts";

function setUp(clock = new SimulatedClock()) {
  const exits: number[] = [];
  const lifecycle = createLifecycle({
    clock,
    logger: createLogger("silent"),
    drainDeadlineMs: 5_000,
    stopDeadlineMs: 1_000,
    exit: (code) => exits.push(code),
  });
  return { clock, exits, lifecycle };
}

describe("createLifecycle()", () => {
  test("readiness goes first, then drains, then stops in reverse order, then exit 0", async () => {
    const { lifecycle, exits } = setUp();
    const steps: string[] = [];
    lifecycle.markReady();
    lifecycle.onDrain("calls", async () => void steps.push(`drain in state ${lifecycle.state()}`));
    lifecycle.onStop("storage", () => void steps.push("stop storage"));
    lifecycle.onStop("http", () => void steps.push("stop http"));
    await lifecycle.shutdown("SIGTERM");
    expect(steps).toEqual(["drain in state draining", "stop http", "stop storage"]);
    expect(exits).toEqual([0]);
    expect(lifecycle.state()).toBe("stopped");
  });

  test("a drain that hangs is left at its deadline", async () => {
    const { lifecycle, exits, clock } = setUp();
    lifecycle.onDrain("calls", () => new Promise(() => {}));
    const done = lifecycle.shutdown("SIGTERM");
    clock.increment(4_999);
    await Promise.resolve();
    expect(exits).toEqual([]);
    clock.increment(1);
    await done;
    expect(exits).toEqual([0]);
  });

  test("the second signal exits now", async () => {
    const { lifecycle, exits } = setUp();
    lifecycle.onDrain("calls", () => new Promise(() => {}));
    void lifecycle.shutdown("SIGTERM");
    await lifecycle.shutdown("SIGTERM");
    expect(exits).toEqual([1]);
  });

  test("a stop that fails does not keep the others from stopping, and shows in the exit code", async () => {
    const { lifecycle, exits } = setUp();
    const steps: string[] = [];
    lifecycle.onStop("storage", () => void steps.push("storage"));
    lifecycle.onStop("jobs", () => Promise.reject(new Error("refused")));
    await lifecycle.shutdown("SIGINT");
    expect(steps).toEqual(["storage"]);
    expect(exits).toEqual([1]);
  });

  test("a signal during start-up wins over readiness", async () => {
    const { lifecycle } = setUp();
    await lifecycle.shutdown("SIGTERM");
    lifecycle.markReady();
    expect(lifecycle.state()).toBe("stopped");
  });
});
