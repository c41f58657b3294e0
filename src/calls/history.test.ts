import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../test/support/call-fixture.ts";
import { SidetoneError } from "../base/errors.ts";
import { emptyLedger } from "../contract/ledger.ts";

function lines(call: ReturnType<typeof createCallFixture>) {
  return call.directory.get(CALL.callKey)?.history() ?? [];
}

describe("a line of a call's history", () => {
  test("comes before those of what it brought about, and numbers have no gaps", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    const told = lines(call).map(({ actor, event, from }) => [actor, event, from].join(" ").trim());
    expect(told).toEqual([
      "call xstate.init",
      "call leg.opened",
      "participant:agent xstate.init",
      "call xstate.done.actor.0.call.live.conversation.opening.trying openConversation",
      "participant:agent participant.start call",
      "participant:agent stream.opened recognizer:agent",
    ]);
    expect(lines(call).map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("has the transitions that moved its actor, also those that followed by themselves", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    const opened = lines(call).find(({ event }) => event === "leg.opened");
    expect(opened?.took).toEqual([
      { from: "call.live.media.awaiting", to: ["call.live.media.streaming"] },
      { from: "conversationNone", to: ["call.live.conversation.opening"] },
    ]);
    expect(opened?.state).toEqual({
      live: { media: "streaming", conversation: { opening: "trying" }, assist: "unattended" },
    });
    call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent", atMs: 5 });
    expect(lines(call).at(-1)).not.toHaveProperty("took");
    expect(lines(call).at(-1)).not.toHaveProperty("effects");
  });

  test("has what it made happen: work begun and stopped, messages, commands to legs", async () => {
    const call = createCallFixture({ drains: false });
    call.deliver(openLeg("a", "agent"));
    expect(lines(call).find(({ event }) => event === "leg.opened")?.effects).toEqual([
      { kind: "spawn", to: "participant:agent", event: "participant" },
      { kind: "invoke", to: "openConversation", event: "openConversation" },
    ]);
    await call.settle();
    expect(lines(call).find(({ event }) => event === "participant.start")?.effects).toEqual([
      { kind: "invoke", to: "recognizer:agent", event: "recognizer" },
      { kind: "send", to: "recognizer:agent", event: "recognizer.open" },
    ]);
    call.deliver({ type: "call.end", reason: "enough" });
    expect(lines(call).findLast(({ event }) => event === "call.end")?.effects).toEqual([
      {
        kind: "emit",
        event: "leg.close",
        detail: { legId: "a", reason: "disconnect", message: "enough" },
      },
      { kind: "send", to: "participant:agent", event: "participant.stop" },
    ]);
    call.drain();
    const drained = lines(call).findLast(({ event }) => event === "stream.drained");
    expect(drained?.effects).toEqual([
      { kind: "stop", to: "recognizer:agent", event: "recognizer" },
      { kind: "send", to: "call", event: "participant.stopped" },
    ]);
  });

  test("tells of work stopped before its end", () => {
    const call = createCallFixture({ open: () => new Promise(() => {}) });
    call.deliver(openLeg("a", "agent"));
    call.deliver(closeLeg("a", "agent"));
    call.clock.increment(15_000);
    expect(call.view()?.conversation).toBe("opening");
    call.deliver({ type: "call.restored" });
    expect(lines(call).at(-1)?.effects).toContainEqual({
      kind: "stop",
      to: "openConversation",
      event: "openConversation",
    });
  });

  test("has the speaker's account on lines of audio and streams, and on no others", async () => {
    const call = createCallFixture();
    const ledger = { ...emptyLedger(), receivedMs: 1_000, bufferedMs: 1_000 };
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver({ type: "counters.sampled", ledgers: { agent: ledger } });
    call.fact("agent", { type: "stream.final", stream: 1, endMs: 900, behindMs: 100 });
    expect(lines(call).at(-1)).toMatchObject({ ledger, detail: { endMs: 900, behindMs: 100 } });
    call.deliver({ type: "leg.held", legId: "a", speaker: "agent" });
    expect(lines(call).findLast(({ event }) => event === "leg.held")?.ledger).toEqual(ledger);
    expect(lines(call).findLast(({ event }) => event === "participant.pause")).not.toHaveProperty("ledger");
    expect(lines(call).map(({ event }) => event)).not.toContain("counters.sampled");
  });

  test("keeps why work failed, and no session id", async () => {
    const call = createCallFixture({
      open: async () => {
        throw new SidetoneError("UPSTREAM_UNAVAILABLE", "no route", { retryable: true });
      },
    });
    call.deliver({ type: "cti.received", sessionId: "secret-session", variableNames: ["Call.call_id"] });
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    const error = lines(call).find(({ event }) => event.startsWith("xstate.error.actor."));
    expect(error?.detail).toEqual({ code: "UPSTREAM_UNAVAILABLE", message: "no route", retryable: true });
    expect(JSON.stringify(lines(call))).not.toContain("secret-session");
  });
});

describe("a live call's row", () => {
  test("is made anew only after something changed, counters among that", async () => {
    const call = createCallFixture();
    const changes: string[] = [];
    call.directory.onChange(({ ref }) => changes.push(ref.callKey));
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    const live = call.directory.get(CALL.callKey);
    const row = live?.summary();
    expect(row).toMatchObject({ live: true, domainId: "1", agentIds: ["3"], alarms: [] });
    expect(live?.summary()).toBe(row);
    const told = changes.length;
    const droppedMs = { hold: 0, overflow: 40, abandoned: 0 };
    call.deliver({
      type: "counters.sampled",
      ledgers: { agent: { ...emptyLedger(), receivedMs: 40, droppedMs } },
    });
    expect(live?.summary().alarms.map(({ code }) => code)).toEqual(["AUDIO_LOST"]);
    expect(changes).toHaveLength(told);
    call.deliver({ type: "desktop.joined", desktopId: "d1" });
    expect(live?.summary().desktops).toBe(1);
    expect(changes.length).toBeGreaterThan(told);
  });

  test("is stored with the call, and tells its end to those who hear of changes", async () => {
    const call = createCallFixture();
    const rows: boolean[] = [];
    call.directory.onChange((changed) => rows.push(changed.summary().live));
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver(closeLeg("a", "agent"));
    call.clock.increment(15_000);
    await call.settle();
    expect(rows.at(-1)).toBe(false);
    const [stored] = await call.store.listSummaries({ limit: 5 });
    expect(stored?.summary).toMatchObject({
      live: false,
      endReason: "the call's legs are gone",
      view: { media: "ended", conversation: "completed", participants: { agent: "stopped" } },
    });
  });
});
