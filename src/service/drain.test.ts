import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
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

  test("asks legs to go together, and those that never pause after a fifth of the time", async () => {
    const call = createCallFixture();
    const did: string[] = [];
    let legs = 2;
    const note = (what: string) => {
      if (did.at(-1) !== what) did.push(what);
    };
    const speaking = {
      source: "five9" as const,
      openLegs: () => legs,
      shutDoor: () => note("shut door"),
      stopAccepting: () => note("stop accepting"),
      askToReconnect: note,
    };
    let isDrained = false;
    void drainCalls({ ...call, ...NOBODY_ELSE, carriers: [speaking], deadlineMs: 10_000 }).then(() => {
      isDrained = true;
    });
    const pass = async (ms: number) => {
      for (let elapsedMs = 0; elapsedMs < ms; elapsedMs += 50) {
        call.clock.increment(50);
        await call.settle();
      }
    };
    await pass(1_900);
    expect(did).toEqual(["together"]);
    // A call that begins meanwhile knows, too.
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    await pass(200);
    expect(did).toEqual(["together", "shut door", "stop accepting", "now"]);
    const events = call.directory
      .get(CALL.callKey)
      ?.history()
      .map(({ event }) => event);
    expect(events?.filter((event) => event === "call.leaving")).toHaveLength(1);
    expect(isDrained).toBe(false);
    legs = 0;
    call.deliver(closeLeg("a", "agent"));
    await pass(500);
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
