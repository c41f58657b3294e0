/** What operators ask of a call's recognition, and of its end, as the call's actors take it. */
import { describe, expect, test } from "bun:test";
import {
  CALL,
  callWithTwoSpeakers,
  closeLeg,
  createCallFixture,
  openLeg,
} from "../../test/support/call-fixture.ts";
import type { LegCommand } from "../actors/call/events.ts";

const stopAgent = { type: "recognition.stop", speaker: "agent" } as const;
const startAgent = { type: "recognition.start", speaker: "agent" } as const;

describe("an operator's wish for one speaker", () => {
  test("stops that speaker's recognition and nobody else's, until it is taken back", async () => {
    const call = await callWithTwoSpeakers();
    call.deliver(stopAgent);
    expect(call.view()?.participants).toEqual({ agent: "paused", customer: "recognizing" });
    call.deliver(startAgent);
    expect(call.view()?.participants.agent).toBe("recognizing");
  });

  test("outlives hold, resume and a new leg", async () => {
    const call = await callWithTwoSpeakers();
    call.deliver(stopAgent);
    call.deliver({ type: "leg.held", legId: "a", speaker: "agent" });
    call.deliver({ type: "leg.resumed", legId: "a", speaker: "agent" });
    expect(call.view()?.participants.agent).toBe("paused");
    call.deliver(closeLeg("a", "agent"));
    call.deliver(openLeg("a2", "agent"));
    expect(call.view()?.participants.agent).toBe("paused");
  });

  test("outlives a restart of the process", async () => {
    const first = await callWithTwoSpeakers();
    first.deliver(stopAgent);
    await first.directory.suspend();
    const second = createCallFixture({ store: first.store });
    await second.directory.restore();
    second.deliver(openLeg("a2", "agent"));
    expect(second.view()?.participants.agent).toBe("paused");
    second.deliver(startAgent);
    expect(second.view()?.participants.agent).toBe("recognizing");
  });

  test("is kept also before the speaker is there", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("c", "customer"));
    await call.settle();
    call.deliver(stopAgent);
    call.deliver(openLeg("a", "agent"));
    expect(call.view()?.participants).toEqual({ agent: "idle", customer: "recognizing" });
  });

  test("does not keep the call from its end", async () => {
    const call = await callWithTwoSpeakers();
    call.deliver(stopAgent);
    call.deliver(closeLeg("a", "agent"));
    call.deliver(closeLeg("c", "customer"));
    call.clock.increment(15_000);
    await call.settle();
    expect(call.log.at(-1)).toBe("ended");
  });

  test("a roll-over reaches the recogniser at once", async () => {
    const call = await callWithTwoSpeakers();
    call.deliver({ type: "recognition.rollOver", speaker: "customer" });
    expect(call.log.filter((line) => line.endsWith("cut"))).toEqual(["customer cut"]);
    expect(call.view()?.participants.customer).toBe("recognizing");
  });
});

describe("an operator's end of a call", () => {
  const end = { type: "call.end", reason: "ended by operator Mira", isForGood: true } as const;

  test("closes every leg without the operator's name, and completes the conversation", async () => {
    const call = await callWithTwoSpeakers();
    const live = call.directory.get(CALL.callKey);
    call.deliver(end);
    const said = { reason: "disconnect", message: "assist was ended" };
    expect(call.heard).toMatchObject([
      { legId: "a", ...said },
      { legId: "c", ...said },
    ]);
    await call.settle();
    expect(call.log).toContain("conversation completed");
    expect(call.log.at(-1)).toBe("ended");
    expect(live?.summary().endReason).toBe("ended by operator Mira");
  });

  test("holds when the call is over: a late leg is closed, and begins no call over its record", async () => {
    const call = await callWithTwoSpeakers();
    call.deliver(end);
    await call.settle();
    expect(call.log.at(-1)).toBe("ended");
    call.heard.length = 0;
    expect(await call.send(openLeg("a2", "agent"))).toBe("taken");
    expect(call.heard).toMatchObject([{ legId: "a2", reason: "disconnect", message: "assist was ended" }]);
    expect(await call.send({ type: "cti.received", variableNames: [] })).toBe("taken");
    expect(await call.send(closeLeg("a2", "agent"))).toBe("unknown");
    expect(call.directory.list()).toEqual([]);
    expect((await call.store.get(CALL.callKey))?.endedAtMs).not.toBeNull();
  });

  test("refuses a leg that comes while the last words are awaited, and is not held up by it", async () => {
    const call = createCallFixture({ drains: false });
    const heard: LegCommand[] = [];
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver(end);
    call.directory.onLegCommand("a2", (command) => heard.push(command));
    call.deliver(openLeg("a2", "agent"));
    expect(heard).toMatchObject([{ legId: "a2", reason: "disconnect" }]);
    call.deliver({ type: "leg.closed", legId: "a2", speaker: "agent", cause: "serverClosed" });
    call.drain();
    await call.settle();
    expect(call.log.at(-1)).toBe("ended");
  });
});
