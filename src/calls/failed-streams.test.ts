/** What a call makes of Five9's word that one of its streams has failed. */
import { describe, expect, test } from "bun:test";
import {
  CALL,
  callWithTwoSpeakers,
  closeLeg,
  createCallFixture,
  openLeg,
} from "../../test/support/call-fixture.ts";
import type { CallEvent } from "../actors/call/events.ts";
import { emptyLedger } from "../contract/ledger.ts";

const GRACE_MS = 15_000;

function failure(more: Partial<Extract<CallEvent, { type: "mediastream.reported" }>> = {}): CallEvent {
  const names = { subscriptionId: "5", callLeg: "AGENT", occurredOn: "" };
  const said = { status: "ERROR", failureType: "TIMEOUT", failureDetail: "" };
  return { type: "mediastream.reported", ...names, ...said, ...more };
}

async function callWithTwo() {
  const call = await callWithTwoSpeakers();
  let receivedMs = 0;
  const live = () => {
    const found = call.directory.get(CALL.callKey);
    if (found === null) throw new Error("the call is over");
    return found;
  };
  return {
    ...call,
    live,
    alarms: () =>
      live()
        .summary()
        .alarms.map(({ code, severity }) => `${severity} ${code}`),
    events: () =>
      live()
        .history()
        .map(({ event }) => event),
    /** A sample of the accounts in which the agent's audio has grown. */
    sample() {
      receivedMs += 2_000;
      const agent = { ...emptyLedger(), receivedMs, recognizedMs: receivedMs };
      call.deliver({ type: "counters.sampled", ledgers: { agent }, atMs: call.clock.now() });
    },
  };
}

const FAILED = ["serious STREAM_REPORTED_FAILED"];

describe("a stream that Five9 reports as failed", () => {
  test("marks its speaker for operators and the panel, and closes the leg that stays silent", async () => {
    const call = await callWithTwo();
    call.deliver(failure());
    expect(call.alarms()).toEqual(FAILED);
    expect(call.view()?.awaitedBack).toEqual(["agent"]);
    call.clock.increment(GRACE_MS - 1);
    expect(call.heard).toEqual([]);
    // The same again is no longer wait.
    call.deliver(failure());
    call.clock.increment(1);
    expect(call.heard).toMatchObject([{ legId: "a", reason: "reconnect" }]);
    expect(call.view()).toMatchObject({ media: "streaming", participants: { agent: "paused" } });
    expect(call.alarms()).toEqual(FAILED);
    expect(call.events()).toContain("leg.stillSilent");
  });

  test("is forgotten when a new leg of the speaker is there", async () => {
    const call = await callWithTwo();
    call.deliver(closeLeg("a", "agent"));
    call.deliver(failure());
    expect(call.view()?.awaitedBack).toEqual(["agent"]);
    call.deliver(openLeg("c2", "customer"));
    expect(call.alarms()).toEqual(FAILED);
    call.deliver(openLeg("a2", "agent"));
    expect(call.alarms()).toEqual([]);
    expect(call.view()?.awaitedBack).toBeUndefined();
    call.clock.increment(GRACE_MS);
    expect(call.heard).toEqual([]);
  });

  test("is forgotten when its audio goes on; audio from before the report proves nothing", async () => {
    const call = await callWithTwo();
    call.deliver(failure());
    call.sample();
    expect(call.alarms()).toEqual(FAILED);
    call.sample();
    expect(call.alarms()).toEqual([]);
    expect(call.events()).toContain("leg.heardAgain");
    call.clock.increment(GRACE_MS);
    expect(call.heard).toEqual([]);
  });

  test("is forgotten when Five9 says something on it", async () => {
    const call = await callWithTwo();
    call.deliver(failure());
    call.deliver({ type: "leg.held", legId: "a", speaker: "agent" });
    expect(call.alarms()).toEqual([]);
  });

  test("ends the call like any other where nobody comes back", async () => {
    const call = createCallFixture();
    call.directory.onLegCommand("a", () => call.deliver(closeLeg("a", "agent")));
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver(failure());
    call.clock.increment(GRACE_MS);
    expect(call.view()?.media).toBe("draining");
    call.clock.increment(GRACE_MS);
    await call.settle();
    expect(call.log).toContain("ended");
  });

  test("is still waited for after a restart of the process", async () => {
    const first = await callWithTwo();
    first.deliver(failure());
    await first.directory.suspend();
    const second = createCallFixture({ store: first.store });
    await second.directory.restore();
    expect(second.view()?.awaitedBack).toEqual(["agent"]);
    second.deliver(openLeg("a2", "agent"));
    expect(second.view()?.awaitedBack).toBeUndefined();
  });
});

describe("a report of another subscription's stream", () => {
  const OF_ANOTHER = { subscriptionId: "6" };

  test("marks nobody whose own subscription streams", async () => {
    const call = await callWithTwo();
    call.deliver(failure(OF_ANOTHER));
    expect(call.alarms()).toEqual([]);
    expect(call.view()?.awaitedBack).toBeUndefined();
    call.clock.increment(GRACE_MS * 2);
    expect(call.heard).toEqual([]);
    expect(call.events()).toContain("mediastream.reported");
  });

  test("marks nobody after the other subscription has taken the leg over, and its own does", async () => {
    const call = await callWithTwo();
    call.deliver({ ...openLeg("a2", "agent"), origin: OF_ANOTHER });
    call.deliver(closeLeg("a", "agent"));
    call.deliver(failure());
    expect(call.view()?.awaitedBack).toBeUndefined();
    call.deliver(failure(OF_ANOTHER));
    expect(call.view()?.awaitedBack).toEqual(["agent"]);
  });

  test("that was the last to stream marks its speaker when no leg is open", async () => {
    const call = await callWithTwo();
    call.deliver(closeLeg("a", "agent"));
    call.deliver(failure(OF_ANOTHER));
    expect(call.view()?.awaitedBack).toBeUndefined();
    call.deliver(failure());
    expect(call.view()?.awaitedBack).toEqual(["agent"]);
  });

  test.each(["", "{subscriptionId}"])("is not told by %p, which names none", async (subscriptionId) => {
    const call = await callWithTwo();
    call.deliver(failure({ subscriptionId }));
    expect(call.view()?.awaitedBack).toEqual(["agent"]);
  });
});

describe("a report that does not act", () => {
  test.each([
    ["has no key", { unproved: true as const }, ["warning STREAM_REPORTED_FAILED"]],
    ["is beyond those that are written", { isUnwritten: true as const }, []],
    ["names no speaker", { callLeg: "Parrot" }, FAILED],
    ["tells of no failure", { status: "STREAMING", failureType: "" }, []],
  ])("%s", async (_why, more, alarms) => {
    const call = await callWithTwo();
    call.deliver(failure(more));
    expect(call.alarms()).toEqual(alarms);
    expect(call.view()?.awaitedBack).toBeUndefined();
    call.clock.increment(GRACE_MS * 10);
    expect(call.heard).toEqual([]);
    expect(call.view()?.media).toBe("streaming");
  });
});
