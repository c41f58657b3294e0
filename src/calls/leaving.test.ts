/** Calls of a process that goes away, and calls that are too long: who waits, who ends, and what the legs are told. */
import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import type { LegCommand } from "../actors/call/events.ts";

async function callWithAgent(options: Parameters<typeof createCallFixture>[0] = {}) {
  const call = createCallFixture(options);
  call.deliver(openLeg("a", "agent"));
  await call.settle();
  return call;
}

function commandsTo(call: ReturnType<typeof createCallFixture>, legId: string): LegCommand[] {
  const commands: LegCommand[] = [];
  call.directory.onLegCommand(legId, (command) => commands.push(command));
  return commands;
}

describe("a call whose process is leaving", () => {
  test("waits for its legs beyond the grace, and its conversation stays open", async () => {
    const call = await callWithAgent();
    call.deliver({ type: "call.leaving" });
    call.deliver(closeLeg("a", "agent"));
    call.clock.increment(600_000);
    await call.settle();
    expect(call.view()).toMatchObject({ media: "draining", conversation: "open" });
    expect(call.log).not.toContain("conversation completed");
  });

  test("is completed by the next process when no leg comes back there", async () => {
    const former = await callWithAgent();
    former.deliver({ type: "call.leaving" });
    former.deliver(closeLeg("a", "agent"));
    former.clock.increment(60_000);
    await former.directory.suspend();
    const next = createCallFixture({ store: former.store });
    expect(await next.directory.restore()).toBe(1);
    expect(next.view()?.media).toBe("draining");
    next.clock.increment(15_000);
    await next.settle();
    expect(next.log).toContain("conversation completed");
    expect(next.directory.list()).toEqual([]);
  });

  test("does not give up a call that CTI has announced", () => {
    const call = createCallFixture({ timing: { awaitMediaMs: 5_000 } });
    call.deliver({ type: "cti.received", variableNames: [] });
    call.deliver({ type: "call.leaving" });
    call.clock.increment(60_000);
    expect(call.view()?.media).toBe("awaiting");
  });
});

describe("the gap between two legs of a speaker", () => {
  test("is a line of the history and in the call's report", async () => {
    const call = await callWithAgent();
    call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent", atMs: 1_000 });
    call.deliver({ ...closeLeg("a", "agent"), audioUntilMs: 5_000 } as Parameters<typeof call.deliver>[0]);
    call.deliver(openLeg("a2", "agent"));
    call.deliver({ type: "leg.firstAudio", legId: "a2", speaker: "agent", atMs: 7_500 });
    const live = call.directory.get(CALL.callKey);
    expect(live?.report().gapsMs).toEqual({ agent: 2_500 });
    expect(live?.history().find(({ event }) => event === "audio.gap")?.detail).toEqual({
      speaker: "agent",
      legId: "a2",
      gapMs: 2_500,
      reason: "betweenLegs",
    });
  });
});

describe("a call beyond its longest length", () => {
  test("tells its legs of a time-out", async () => {
    const call = await callWithAgent({ timing: { maxCallMs: 60_000 } });
    const commands = commandsTo(call, "a");
    call.clock.increment(60_000);
    expect(commands).toMatchObject([{ reason: "timeout", message: "the longest call length is reached" }]);
  });

  test("one that is ended for another reason tells them to disconnect", async () => {
    const call = await callWithAgent();
    const commands = commandsTo(call, "a");
    call.deliver({ type: "call.end", reason: "an operator's wish" });
    expect(commands).toMatchObject([{ reason: "disconnect" }]);
  });
});
