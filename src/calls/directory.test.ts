import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import type { LegCommand } from "../actors/call/events.ts";
import { SidetoneError } from "../base/errors.ts";

describe("a call, from its first event to its end", () => {
  test("pairs both legs, completes the conversation only when the whole call is over", async () => {
    const call = createCallFixture();
    call.deliver({ type: "cti.received", variableNames: [] });
    call.deliver(openLeg("c", "customer"));
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    expect(call.view()).toMatchObject({
      media: "streaming",
      conversation: "open",
      participants: { agent: "recognizing", customer: "recognizing" },
    });
    call.deliver(closeLeg("c", "customer"));
    call.clock.increment(60_000);
    expect(call.view()).toMatchObject({ media: "streaming", conversation: "open" });
    call.deliver(closeLeg("a", "agent"));
    expect(call.view()?.media).toBe("draining");
    expect(call.log).not.toContain("conversation completed");
    call.clock.increment(15_000);
    await call.settle();
    expect(call.log.filter((line) => line === "conversation completed")).toHaveLength(1);
    expect(call.log.at(-1)).toBe("ended");
    expect(call.directory.list()).toEqual([]);
    expect((await call.store.get(CALL.callKey))?.endedAtMs).not.toBeNull();
  });

  test("audio may come before the CTI event, and both meet in one call", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    call.deliver({ type: "cti.received", sessionId: "s1", variableNames: ["Call.call_id"] });
    await call.settle();
    expect(call.directory.list()).toHaveLength(1);
    expect(call.directory.get(CALL.callKey)?.history()).toContainEqual(
      expect.objectContaining({ event: "cti.received" }),
    );
  });

  test("a call announced by CTI that never gets audio ends by itself", () => {
    const call = createCallFixture({ timing: { awaitMediaMs: 5_000 } });
    call.deliver({ type: "cti.received", variableNames: [] });
    expect(call.view()?.media).toBe("awaiting");
    call.clock.increment(5_000);
    expect(call.view()?.media ?? "ended").toBe("ended");
  });

  test("hold rests the recognition of the held leg, resume opens a new stream", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    call.deliver(openLeg("c", "customer"));
    await call.settle();
    call.deliver({ type: "leg.held", legId: "a", speaker: "agent" });
    expect(call.view()).toMatchObject({
      media: "streaming",
      participants: { agent: "paused", customer: "recognizing" },
    });
    call.deliver({ type: "leg.held", legId: "c", speaker: "customer" });
    expect(call.view()?.media).toBe("held");
    call.deliver({ type: "leg.resumed", legId: "a", speaker: "agent" });
    call.deliver({ type: "leg.resumed", legId: "c", speaker: "customer" });
    expect(call.view()).toMatchObject({
      media: "streaming",
      participants: { agent: "recognizing", customer: "recognizing" },
    });
    expect(call.log.filter((line) => line === "agent open")).toHaveLength(2);
  });

  test("a leg that reconnects within the grace time goes on with the same participant", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a1", "agent"));
    await call.settle();
    call.deliver({ type: "leg.closed", legId: "a1", speaker: "agent", cause: "cancelled" });
    expect(call.view()?.participants.agent).toBe("paused");
    call.clock.increment(10_000);
    call.deliver(openLeg("a2", "agent"));
    expect(call.view()).toMatchObject({ media: "streaming", participants: { agent: "recognizing" } });
    call.clock.increment(10_000);
    expect(call.view()?.media).toBe("streaming");
    expect(call.log.filter((line) => line === "conversation opened")).toHaveLength(1);
  });

  test("with the policy agent-connected the customer is heard only while an agent is there", async () => {
    const call = createCallFixture({ recognition: "agent-connected" });
    call.deliver(openLeg("c", "customer"));
    await call.settle();
    expect(call.view()?.participants.customer).toBe("idle");
    call.deliver(openLeg("a", "agent"));
    expect(call.view()?.participants).toEqual({ agent: "recognizing", customer: "recognizing" });
    call.deliver(closeLeg("a", "agent"));
    expect(call.view()?.participants.customer).toBe("paused");
  });

  test("a refused conversation closes the legs and names the cause", async () => {
    const call = createCallFixture({
      open: async () => {
        throw new SidetoneError("UPSTREAM_REFUSED", "the conversation profile is unknown");
      },
    });
    const heard: LegCommand[] = [];
    call.directory.onLegCommand("a", (command) => heard.push(command));
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    expect(heard).toEqual([
      { type: "leg.close", legId: "a", reason: "failed", message: "the conversation profile is unknown" },
    ]);
    expect(call.view()).toMatchObject({
      conversation: "failed",
      failure: { code: "UPSTREAM_REFUSED", message: "the conversation profile is unknown" },
    });
    call.deliver({ type: "leg.closed", legId: "a", speaker: "agent", cause: "serverClosed" });
    call.clock.increment(60_000);
    await call.settle();
    expect(call.log.at(-1)).toBe("ended");
  });

  test("an upstream that is away is tried again with growing pauses, then given up", async () => {
    let tries = 0;
    const call = createCallFixture({
      timing: { openAttempts: 3, openRetryBaseMs: 100 },
      open: async () => {
        tries += 1;
        throw new SidetoneError("UPSTREAM_UNAVAILABLE", "no route", { retryable: true });
      },
    });
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    expect(tries).toBe(1);
    // Half of a pause is certain, the other half drawn.
    for (const [certainMs, drawnMs] of [
      [50, 50],
      [100, 100],
    ] as const) {
      const before = tries;
      call.clock.increment(certainMs - 1);
      await call.settle();
      expect(tries).toBe(before);
      call.clock.increment(drawnMs + 1);
      await call.settle();
      expect(tries).toBe(before + 1);
    }
    expect(call.view()?.conversation).toBe("failed");
  });

  test("a call is attended while a desktop is there", () => {
    const call = createCallFixture();
    call.deliver({ type: "cti.received", variableNames: [] });
    expect(call.view()?.assist).toBe("unattended");
    void call.directory.sendTo(CALL.callKey, { type: "desktop.joined", desktopId: "d1" });
    expect(call.view()?.assist).toBe("attended");
    void call.directory.sendTo(CALL.callKey, { type: "desktop.left", desktopId: "d1" });
    expect(call.view()?.assist).toBe("unattended");
  });

  test("only CTI and audio begin a call", async () => {
    const call = createCallFixture();
    expect(await call.send(closeLeg("a", "agent"))).toBe("unknown");
    expect(call.directory.list()).toEqual([]);
  });

  test("a process that stops leaves its calls to the next one, which goes on when the leg returns", async () => {
    const first = createCallFixture();
    first.deliver(openLeg("a", "agent"));
    await first.settle();
    await first.directory.suspend();
    expect(first.log).not.toContain("conversation completed");

    const second = createCallFixture({ store: first.store });
    expect(await second.directory.restore()).toBe(1);
    expect(second.view()).toMatchObject({
      media: "draining",
      conversation: "open",
      participants: { agent: "paused" },
    });
    second.deliver(openLeg("b", "agent"));
    expect(second.view()).toMatchObject({ media: "streaming", participants: { agent: "recognizing" } });
    expect(second.log.filter((line) => line === "conversation opened")).toEqual([]);
  });

  test("a restored call whose legs never return is completed after the grace time", async () => {
    const first = createCallFixture();
    first.deliver(openLeg("a", "agent"));
    await first.settle();
    await first.directory.suspend();
    const second = createCallFixture({ store: first.store });
    await second.directory.restore();
    second.clock.increment(15_000);
    await second.settle();
    expect(second.log).toContain("conversation completed");
    expect(second.log.at(-1)).toBe("ended");
  });

  test("its history tells what each actor heard and where it went, and survives a store that is away", async () => {
    const call = createCallFixture();
    call.store.failure = new Error("store is away");
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.clock.increment(250);
    await call.settle();
    call.store.failure = null;
    call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent" });
    call.clock.increment(250);
    await call.settle();
    const lines = await call.store.readHistory(CALL.callKey, 100);
    expect(lines.map((line) => `${line.actor} ${line.event}`)).toContain("call leg.opened");
    expect(lines.map((line) => `${line.actor} ${line.event}`)).toContain("participant:agent stream.opened");
    expect(lines.map((line) => line.event)).toContain("leg.firstAudio");
  });
});
