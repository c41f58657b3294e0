/** A call with several speakers of one role: each has a participant of their own. */
import { expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import type { CallEvent, LegCommand } from "../actors/call/events.ts";
import { emptyLedger } from "../contract/ledger.ts";
import { MAX_SPEAKERS, speakerOf } from "../contract/speaker.ts";

const REPORT: CallEvent = {
  type: "mediastream.reported",
  ...{ subscriptionId: "", callLeg: "AGENT", occurredOn: "" },
  ...{ status: "ERROR", failureType: "TIMEOUT", failureDetail: "" },
};

async function conference() {
  const call = createCallFixture();
  call.deliver(openLeg("a", "agent"));
  call.deliver(openLeg("b", "agent-2"));
  call.deliver(openLeg("c", "customer"));
  await call.settle();
  const alarms = () =>
    call.directory
      .get(CALL.callKey)
      ?.summary()
      .alarms.map(({ message }) => message);
  return { ...call, alarms };
}

test("two agents and a customer are three participants, and one that leaves leaves the others alone", async () => {
  const call = await conference();
  const all = { agent: "recognizing", "agent-2": "recognizing", customer: "recognizing" };
  expect(call.view()?.participants).toEqual(all);
  call.deliver(closeLeg("b", "agent-2"));
  expect(call.view()?.participants).toEqual({ ...all, "agent-2": "paused" });
  expect(call.view()?.media).toBe("streaming");
});

test("accounts and gaps of a second agent are told with their name", async () => {
  const call = await conference();
  const lost = { ...emptyLedger(), receivedMs: 30, droppedMs: { hold: 0, overflow: 30, abandoned: 0 } };
  call.deliver({ type: "counters.sampled", ledgers: { "agent-2": lost }, atMs: 1 });
  call.deliver({ type: "audio.gap", legId: "b", speaker: "agent-2", gapMs: 700, reason: "sendTime" });
  expect(call.alarms()).toEqual([
    "30 ms of agent 2's audio was not recognised",
    "700 ms of agent 2's audio never came",
  ]);
});

test("Five9's report of a failed agent's stream is about the one whose stream broke", async () => {
  const call = await conference();
  call.deliver({ type: "leg.closed", legId: "b", speaker: "agent-2", cause: "cancelled" });
  call.deliver(REPORT);
  expect(call.view()?.awaitedBack).toEqual(["agent-2"]);
});

test("while all agents stream, any may be meant, and those who are heard on are trusted again", async () => {
  const call = await conference();
  call.deliver(REPORT);
  expect(call.view()?.awaitedBack).toEqual(["agent", "agent-2"]);
  for (const receivedMs of [100, 200]) {
    const agent = { ...emptyLedger(), receivedMs, bufferedMs: receivedMs };
    call.deliver({ type: "counters.sampled", ledgers: { agent }, atMs: receivedMs });
  }
  expect(call.view()?.awaitedBack).toEqual(["agent-2"]);
});

test("a leg of one speaker too many is refused, and an alarm says so", async () => {
  const call = createCallFixture();
  const heard: LegCommand[] = [];
  for (let number = 1; number <= MAX_SPEAKERS; number += 1)
    call.deliver(openLeg(`a${number}`, speakerOf("agent", number)));
  await call.settle();
  call.directory.onLegCommand("more", (command) => heard.push(command));
  call.deliver(openLeg("more", speakerOf("agent", MAX_SPEAKERS + 1)));
  expect(heard).toMatchObject([{ legId: "more", reason: "failed" }]);
  const summary = call.directory.get(CALL.callKey)?.summary();
  expect(Object.keys(summary?.view.participants ?? {})).toHaveLength(MAX_SPEAKERS);
  expect(summary?.alarms.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    "serious TOO_MANY_SPEAKERS",
  ]);
  // Another stream of somebody who is known is no further speaker.
  call.directory.onLegCommand("again", (command) => heard.push(command));
  call.deliver(openLeg("again", "agent"));
  expect(heard).toHaveLength(1);
});
