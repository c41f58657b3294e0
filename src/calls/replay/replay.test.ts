import { describe, expect, test } from "bun:test";
import { CALL, closeLeg, createCallFixture, openLeg } from "../../../test/support/call-fixture.ts";
import { recordedBundle } from "../../../test/support/recorded-bundle.ts";
import { SidetoneError } from "../../base/errors.ts";
import { CHARTS_OF_TODAY } from "./charts.ts";
import { type ReplayReport, replayBundle } from "./replay.ts";
import { reportText } from "./report-text.ts";

type Fixture = ReturnType<typeof createCallFixture>;

/** All that happens to the call until it is over and stored. */
async function endedBundle(call: Fixture) {
  call.clock.increment(60_000);
  await call.settle();
  call.clock.increment(60_000);
  await call.settle();
  expect(call.log.at(-1)).toBe("ended");
  return recordedBundle(call.store, CALL.callKey);
}

function expectSame(report: ReplayReport, actors: string[]): void {
  expect(reportText(report).at(-1)).toStartWith("Same");
  expect(report.actors.map(({ actor, cut, difference }) => ({ actor, cut, difference }))).toEqual(
    actors.map((actor) => ({ actor, cut: null, difference: null })),
  );
}

describe("a recorded call, run through the charts of today, does the same", () => {
  test("from the announcement over a hold to the last words", async () => {
    const call = createCallFixture();
    call.deliver({ type: "cti.received", sessionId: "s1", variableNames: ["Call.call_id"] });
    call.deliver(openLeg("c", "customer"));
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver({ type: "leg.firstAudio", legId: "a", speaker: "agent", atMs: 5 });
    call.deliver({ type: "leg.held", legId: "c", speaker: "customer" });
    call.deliver({ type: "leg.resumed", legId: "c", speaker: "customer" });
    call.deliver({ type: "desktop.joined", desktopId: "d1" });
    call.deliver({ type: "assist.logged", sequence: 1, kind: "k", features: ["FAQ", "SMART_REPLY"] });
    call.deliver({ type: "desktop.left", desktopId: "d1" });
    call.deliver(closeLeg("c", "customer"));
    call.deliver(closeLeg("a", "agent"));
    const bundle = await endedBundle(call);
    const report = replayBundle(bundle);
    expectSame(report, ["call", "participant:customer", "participant:agent"]);
    expect(report.events).toBeGreaterThan(25);
    expect(JSON.stringify(bundle)).not.toContain('"s1"');
  });

  test("a roll-over by age, and one that an operator asked for", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.clock.increment(780_000);
    call.fact("agent", { type: "stream.final", stream: 1, endMs: 5_000 });
    await call.settle();
    call.deliver({ type: "recognition.rollOver", speaker: "agent" });
    call.deliver(closeLeg("a", "agent"));
    const bundle = await endedBundle(call);
    expect(call.log.filter((line) => line === "agent cut")).toHaveLength(2);
    expectSame(replayBundle(bundle), ["call", "participant:agent"]);
  });

  test("recoveries until recognition fails, and a start by an operator", async () => {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    const broken = { type: "stream.failed", stream: 1, code: 14, message: "connection reset" } as const;
    call.fact("agent", { ...broken, advice: "retry" });
    call.clock.increment(10_000);
    call.fact("agent", { ...broken, code: 7, advice: "fatal" });
    expect(call.view()?.participants.agent).toBe("failed");
    call.deliver({ type: "recognition.start", speaker: "agent" });
    call.deliver(closeLeg("a", "agent"));
    expectSame(replayBundle(await endedBundle(call)), ["call", "participant:agent"]);
  });

  test("a transfer: the leg comes back, also when everybody had stopped", async () => {
    const call = createCallFixture({ drains: false });
    call.deliver(openLeg("a1", "agent"));
    await call.settle();
    call.deliver({ ...closeLeg("a1", "agent"), audioUntilMs: 1_000 } as ReturnType<typeof closeLeg>);
    call.clock.increment(15_000);
    call.deliver(openLeg("a2", "agent"));
    call.drain();
    call.deliver({ type: "leg.firstAudio", legId: "a2", speaker: "agent", atMs: 16_000 });
    expect(call.view()?.media).toBe("streaming");
    call.deliver(closeLeg("a2", "agent"));
    call.clock.increment(15_000);
    call.drain();
    const bundle = await endedBundle(call);
    expect(bundle.detail.history.map(({ event }) => event)).toContain("audio.gap");
    expectSame(replayBundle(bundle), ["call", "participant:agent", "participant:agent:2"]);
  });

  test("a conversation that is refused after it was tried again", async () => {
    const call = createCallFixture({
      open: async (attempt) => {
        throw attempt < 3
          ? new SidetoneError("UPSTREAM_UNAVAILABLE", "no route", { retryable: true })
          : new SidetoneError("UPSTREAM_REFUSED", "the conversation profile is unknown");
      },
    });
    call.deliver(openLeg("a", "agent"));
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await call.settle();
      call.clock.increment(8_000);
    }
    await call.settle();
    expect(call.view()?.conversation).toBe("failed");
    call.deliver({ type: "leg.closed", legId: "a", speaker: "agent", cause: "serverClosed" });
    expectSame(replayBundle(await endedBundle(call)), ["call", "participant:agent"]);
  });

  test("over a restart of the process, with lines numbered on", async () => {
    const first = createCallFixture();
    first.deliver(openLeg("a", "agent"));
    await first.settle();
    first.deliver({ type: "call.leaving" });
    await first.directory.suspend();
    const second = createCallFixture({ store: first.store });
    await second.directory.restore();
    second.deliver(openLeg("b", "agent"));
    second.deliver(closeLeg("b", "agent"));
    const bundle = await endedBundle(second);
    const { history } = bundle.detail;
    expect(history.map(({ line }) => line)).toEqual(history.map((_, place) => place + 1));
    const report = replayBundle(bundle);
    expectSame(report, ["call", "participant:agent"]);
    expect(report.actors[0]?.restartLines).toHaveLength(1);
  });
});

describe("what is not the same, or not there, is told", () => {
  async function shortCall() {
    const call = createCallFixture();
    call.deliver(openLeg("a", "agent"));
    await call.settle();
    call.deliver({ type: "leg.held", legId: "a", speaker: "agent" });
    call.deliver(closeLeg("a", "agent"));
    return endedBundle(call);
  }

  test("a changed guard, at the line where it first matters", async () => {
    const bundle = await shortCall();
    const call = CHARTS_OF_TODAY.call.provide({ guards: { isHeld: () => false } });
    const report = replayBundle(bundle, { ...CHARTS_OF_TODAY, call });
    const held = bundle.detail.history.find(({ event }) => event === "leg.held");
    expect(report.isSame).toBe(false);
    expect(report.actors[0]?.difference).toMatchObject({
      line: held?.line,
      event: "leg.held",
      what: "state",
    });
    expect(report.actors[1]?.difference).toBeNull();
    expect(reportText(report).join("\n")).toContain(`line ${held?.line}, leg.held: state afterwards`);
  });

  test("an effect that is left out today, although the states are the same", async () => {
    const bundle = await shortCall();
    const participant = CHARTS_OF_TODAY.participant.provide({ actions: { restStream: () => {} } });
    const { actors } = replayBundle(bundle, { ...CHARTS_OF_TODAY, participant });
    expect(actors[0]?.difference).toBeNull();
    expect(actors[1]?.difference).toMatchObject({
      event: "participant.pause",
      what: "effects",
      recorded: ["send recognizer.halfClose to recognizer:agent"],
      today: [],
    });
  });

  test("a chart that breaks down today", async () => {
    const bundle = await shortCall();
    const call = CHARTS_OF_TODAY.call.provide({
      guards: {
        isHeld: () => {
          throw new Error("nonsense");
        },
      },
    });
    const difference = replayBundle(bundle, { ...CHARTS_OF_TODAY, call }).actors[0]?.difference;
    expect(difference?.event).toBe("leg.opened");
    expect(difference?.what).toBe("handling");
    expect(String(difference?.today)).toContain("nonsense");
  });

  test("a history without its beginning, or with lines missing at a restart", async () => {
    const bundle = await shortCall();
    const { detail } = bundle;
    const late = { ...bundle, detail: { ...detail, history: detail.history.slice(1), isHistoryCut: true } };
    const [call, participant] = replayBundle(late).actors;
    expect(call).toMatchObject({ events: 0, cut: { fromLine: 2 }, difference: null });
    expect(participant).toMatchObject({ cut: null, difference: null });
    const [begin] = detail.history;
    const again = { ...(begin as typeof begin & object), line: 900, state: { live: "elsewhere" } };
    const history = [...detail.history, again] as typeof detail.history;
    const [cut] = replayBundle({ ...bundle, detail: { ...detail, history } }).actors;
    expect(cut).toMatchObject({ cut: { fromLine: 900 }, difference: null });
  });
});
