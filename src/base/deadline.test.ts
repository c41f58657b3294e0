import { describe, expect, test } from "bun:test";
import { SimulatedClock } from "xstate";
import { withDeadline } from "./deadline.ts";
import { SidetoneError } from "./errors.ts";

const never = new Promise<never>(() => {});
const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

describe("withDeadline()", () => {
  test("work that is done in time settles as it would, and leaves no timer", async () => {
    const clock = new SimulatedClock();
    expect(await withDeadline(clock, 100, Promise.resolve(7), "counting")).toBe(7);
    const refused = new Error("refused");
    expect(await outcomeOf(withDeadline(clock, 100, Promise.reject(refused), "counting"))).toEqual({
      error: refused,
    });
  });

  test("late work is named, with its deadline, and may be tried again", async () => {
    const clock = new SimulatedClock();
    const outcome = outcomeOf(withDeadline(clock, 100, never, "counting"));
    clock.increment(100);
    expect(await outcome).toMatchObject({
      error: { code: "DEADLINE_EXCEEDED", message: "counting took longer than 100 ms", retryable: true },
    });
  });

  test("the caller may choose the error", async () => {
    const clock = new SimulatedClock();
    const chosen = new SidetoneError("STORAGE_FAILED", "the log is away");
    const outcome = outcomeOf(withDeadline(clock, 100, never, () => chosen));
    clock.increment(100);
    expect(await outcome).toEqual({ error: chosen });
  });
});
