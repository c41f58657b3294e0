/** With the policy agent-connected an agent whose leg broke counts as there while the leg may come back. */
import { expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import type { LegCloseCause } from "../actors/call/events.ts";

const GRACE_MS = 15_000;

async function heardCall() {
  const call = createCallFixture({ recognition: "agent-connected" });
  call.deliver(openLeg("c", "customer"));
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  const customer = () => call.view()?.participants.customer;
  expect(customer()).toBe("recognizing");
  const breakLeg = (legId: string, cause: LegCloseCause) =>
    call.deliver({ type: "leg.closed", legId, speaker: "agent", cause });
  const commands = () => call.log.filter((line) => line.startsWith("customer "));
  return { ...call, customer, breakLeg, commands };
}

test.each(["serverClosed", "cancelled", "clientError"] as const)(
  "a leg that is over by %s and comes back in time costs the customer no break",
  async (cause) => {
    const call = await heardCall();
    const before = call.commands();
    call.breakLeg("a", cause);
    call.clock.increment(GRACE_MS - 1);
    expect(call.customer()).toBe("recognizing");
    call.deliver(openLeg("a2", "agent"));
    call.clock.increment(GRACE_MS);
    expect(call.customer()).toBe("recognizing");
    expect(call.commands()).toEqual(before);
    // The time is counted anew.
    call.breakLeg("a2", cause);
    call.clock.increment(GRACE_MS - 1);
    expect(call.customer()).toBe("recognizing");
    call.clock.increment(1);
    expect(call.customer()).toBe("paused");
  },
);

test("an agent who does not come back is not waited for again by what customers' legs do", async () => {
  const call = await heardCall();
  call.breakLeg("a", "cancelled");
  call.clock.increment(GRACE_MS);
  expect(call.customer()).toBe("paused");
  call.deliver(closeLeg("c", "customer"));
  call.deliver(openLeg("c2", "customer"));
  expect(call.customer()).toBe("paused");
  call.deliver(openLeg("a2", "agent"));
  expect(call.customer()).toBe("recognizing");
});

test("an agent who leaves in good order is gone at once", async () => {
  const call = await heardCall();
  call.deliver({ type: "leg.callEnded", legId: "a", speaker: "agent" });
  call.breakLeg("a", "serverClosed");
  expect(call.customer()).toBe("paused");
});

test("a customer's leg that breaks meanwhile does not make the wait longer", async () => {
  const call = await heardCall();
  call.breakLeg("a", "cancelled");
  call.clock.increment(GRACE_MS - 1);
  call.deliver({ type: "leg.closed", legId: "c", speaker: "customer", cause: "cancelled" });
  call.deliver(openLeg("c2", "customer"));
  expect(call.customer()).toBe("recognizing");
  call.clock.increment(1);
  expect(call.customer()).toBe("paused");
});

test("an agent who broke off with the call's owner is waited for by the next one", async () => {
  const first = await heardCall();
  first.clock.increment(5_000);
  await first.settle();
  const { store, recognizers } = first;
  const next = createCallFixture({ store, recognizers, recognition: "agent-connected" });
  const stored = await store.get(CALL.callKey);
  if (stored === null) throw new Error("nothing was stored");
  const elsewhere = { legs: ["c"], speakers: ["customer" as const], desktops: [], applications: [] };
  await next.directory.takeUp(stored, { elsewhere });
  expect(next.view()?.participants.customer).toBe("recognizing");
  next.clock.increment(GRACE_MS - 1);
  expect(next.view()?.participants.customer).toBe("recognizing");
  next.clock.increment(1);
  expect(next.view()?.participants.customer).toBe("paused");
});
