/** Orders of events that a walk through every combination of states (docs/invariants.md) found to be handled wrongly. */
import { expect, test } from "bun:test";
import { closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";

const LONGEST_MS = 1_000_000;
const TIMING = { maxCallMs: LONGEST_MS };

test("a leg that comes while the conversation is completed is sent away and begins no recognition (I7)", async () => {
  const call = createCallFixture();
  const heard: string[] = [];
  call.directory.onLegCommand("late", ({ reason }) => heard.push(reason));
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  call.deliver(closeLeg("a", "agent"));
  call.clock.increment(15_000);
  expect(call.view()?.conversation).toBe("completing");
  const before = call.log.length;
  call.deliver(openLeg("late", "agent"));
  expect(heard).toEqual(["reconnect"]);
  await call.settle();
  expect(call.log.slice(before)).toEqual(["ended"]);
});

test("a call that its leg continues after the longest length is bounded once more (I2)", async () => {
  const call = createCallFixture({ timing: TIMING, drains: false });
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  call.clock.increment(LONGEST_MS);
  call.deliver(closeLeg("a", "agent"));
  call.deliver(openLeg("again", "agent"));
  call.drain();
  expect(call.view()?.media).toBe("streaming");
  const heard: string[] = [];
  call.directory.onLegCommand("again", ({ reason }) => heard.push(reason));
  call.clock.increment(LONGEST_MS);
  expect(heard).toEqual(["timeout"]);
});

test("a speaker who comes while the last words are awaited is taken up when they are in (I7)", async () => {
  const call = createCallFixture({ drains: false });
  const heard: string[] = [];
  call.directory.onLegCommand("c", ({ reason }) => heard.push(reason));
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  call.deliver(closeLeg("a", "agent"));
  call.clock.increment(15_000);
  call.deliver(openLeg("c", "customer"));
  expect(call.view()?.participants.customer).toBeUndefined();
  call.drain();
  expect(call.view()?.media).toBe("streaming");
  expect(call.view()?.participants).toEqual({ agent: "stopped", customer: "recognizing" });
  expect(heard).toEqual([]);
});
