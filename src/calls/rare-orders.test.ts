/** Orders of events that a walk through every combination of states (docs/reference/invariants.md) found to be handled wrongly. */
import { expect, test } from "bun:test";
import { closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import type { CallTiming, RecognitionPolicy } from "../actors/call/context.ts";
import { SidetoneError } from "../base/errors.ts";

const LONGEST_MS = 1_000_000;
const TIMING = { maxCallMs: LONGEST_MS };

test("a leg that comes while the conversation is completed is sent away and begins no recognition (I7)", async () => {
  const call = createCallFixture();
  const heard: string[] = [];
  call.directory.onLegCommand("late", (command) =>
    heard.push(command.type === "leg.close" ? command.reason : command.type),
  );
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
  call.directory.onLegCommand("again", (command) =>
    heard.push(command.type === "leg.close" ? command.reason : command.type),
  );
  call.clock.increment(LONGEST_MS);
  expect(heard).toEqual(["timeout"]);
});

test("a speaker who comes while the last words are awaited is taken up when they are in (I7)", async () => {
  const call = createCallFixture({ drains: false });
  const heard: string[] = [];
  call.directory.onLegCommand("c", (command) =>
    heard.push(command.type === "leg.close" ? command.reason : command.type),
  );
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

/** A call that is over before its conversation could be opened: refused so often, each time for the same reason. */
function callDuringOutage(
  refusals: number,
  timing: Partial<CallTiming> = {},
  recognition: RecognitionPolicy = "always",
) {
  const call = createCallFixture({
    timing,
    recognition,
    open: (attempt) =>
      attempt > refusals
        ? Promise.resolve()
        : Promise.reject(new SidetoneError("UPSTREAM_UNAVAILABLE", "away", { retryable: true })),
  });
  return {
    ...call,
    /** Fires the pauses between attempts until the conversation is no longer tried. */
    async waitFor(condition: () => boolean, mostSteps = 100) {
      for (let step = 0; step < mostSteps && !condition(); step += 1) {
        call.clock.increment(500);
        await call.settle();
      }
    },
  };
}

const HEARD = [
  "conversation opened",
  "agent open",
  "agent halfClose",
  "agent released",
  "conversation completed",
  "ended",
];

test.each([
  ["while a leg may come back", 4],
  ["while last words are awaited", 7],
])(
  "a call that is over before its conversation opens is recognised when it does, %s",
  async (_, refusals) => {
    const call = callDuringOutage(refusals);
    call.deliver(openLeg("a", "agent"));
    call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent" });
    await call.settle();
    call.deliver(closeLeg("a", "agent"));
    await call.waitFor(() => call.log.includes("ended"));
    expect(call.log).toEqual(HEARD);
  },
);

test("nobody waits for a conversation on behalf of a speaker who said nothing", async () => {
  const call = callDuringOutage(9);
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  call.deliver(closeLeg("a", "agent"));
  await call.waitFor(() => call.log.includes("ended"));
  expect(call.log).toEqual(["ended"]);
});

test("a conversation that is given up, or not there by the deadline, ends the wait", async () => {
  for (const openAttempts of [8, 1_000]) {
    const call = callDuringOutage(1_000, { openAttempts });
    call.deliver(openLeg("a", "agent"));
    call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent" });
    await call.settle();
    call.deliver(closeLeg("a", "agent"));
    await call.waitFor(() => call.log.includes("ended"), 500);
    expect(call.log).toEqual(["ended"]);
  }
});

test("nobody waits for a conversation that is open: who was on hold all the time is stopped at once (I16)", async () => {
  const call = createCallFixture();
  call.deliver(openLeg("a", "agent"));
  call.deliver({ type: "leg.held", legId: "a", speaker: "agent" });
  await call.settle();
  call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent" });
  call.deliver(closeLeg("a", "agent"));
  call.clock.increment(15_000);
  await call.settle();
  expect(call.log).toEqual(["conversation opened", "conversation completed", "ended"]);
});

test("an agent who leaves before the conversation opens takes no words with them (I16)", async () => {
  const call = callDuringOutage(7, {}, "agent-connected");
  call.deliver(openLeg("c", "customer"));
  call.deliver({ type: "leg.firstAudio", legId: "c", speaker: "customer" });
  call.deliver({ type: "agent.presence", isPresent: true });
  call.deliver({ type: "agent.presence", isPresent: false });
  await call.settle();
  call.deliver(closeLeg("c", "customer"));
  await call.waitFor(() => call.log.includes("ended"));
  expect(call.log).toEqual(HEARD.map((line) => line.replace("agent", "customer")));
});

test("a leg that comes while others wait for the conversation goes on with the call, and is heard too (I16)", async () => {
  const call = callDuringOutage(9, { openAttempts: 100 });
  call.deliver(openLeg("a", "agent"));
  call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent" });
  await call.settle();
  call.deliver(closeLeg("a", "agent"));
  // Longer than the wait for a leg, and less than nine refusals take.
  await call.waitFor(() => false, 40);
  call.deliver(openLeg("c", "customer"));
  call.deliver({ type: "leg.firstAudio", legId: "c", speaker: "customer" });
  expect(call.view()?.media).toBe("streaming");
  call.deliver(closeLeg("c", "customer"));
  await call.waitFor(() => call.log.includes("ended"));
  expect(call.log).toContain("agent halfClose");
  expect(call.log).toContain("customer halfClose");
});
