import { describe, expect, test } from "bun:test";
import { closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { drainCalls } from "./drain.ts";

const NO_LEGS = {
  source: "five9" as const,
  stopAccepting: () => {},
  openLegs: () => 0,
  askToReconnect: () => {},
};
const NOBODY_ELSE = { carriers: [NO_LEGS], texts: { pending: () => 0 } };

describe("drainCalls()", () => {
  test("waits for the last words of a leg that has just closed", async () => {
    const call = createCallFixture({ drains: false });
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver(closeLeg("a", "agent"));
    let isDrained = false;
    void drainCalls({ ...call, ...NOBODY_ELSE, deadlineMs: 5_000 }).then(() => {
      isDrained = true;
    });
    await call.settle();
    call.clock.increment(100);
    await call.settle();
    expect(isDrained).toBe(false);
    call.drain();
    call.clock.increment(100);
    await call.settle();
    expect(isDrained).toBe(true);
  });

  test("ends at its deadline when they never come", async () => {
    const call = createCallFixture({ drains: false });
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver(closeLeg("a", "agent"));
    let isDrained = false;
    void drainCalls({ ...call, ...NOBODY_ELSE, deadlineMs: 1_000 }).then(() => {
      isDrained = true;
    });
    for (let elapsedMs = 0; elapsedMs < 1_000; elapsedMs += 50) {
      await call.settle();
      call.clock.increment(50);
    }
    await call.settle();
    expect(isDrained).toBe(true);
  });
});
