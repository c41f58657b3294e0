import { describe, expect, test } from "bun:test";
import { CALL, createCallFixture, openLeg } from "../../../../../test/support/call-fixture.ts";
import { SidetoneError } from "../../../../base/errors.ts";
import { stateWords } from "../../chart/state-words.ts";
import { causesAt } from "./causes.ts";
import { momentOf } from "./story.ts";

/** What the page would tell of a call that real actors have written down. */
function told(fixture: ReturnType<typeof createCallFixture>) {
  const moment = momentOf(fixture.directory.get(CALL.callKey)?.history() ?? []);
  return { moment, causes: causesAt(moment).map(({ code, text }) => [code, text]) };
}

describe("histories of real actors", () => {
  test("a recognition that is refused", async () => {
    const fixture = createCallFixture();
    await fixture.deliver(openLeg("leg-1", "customer"));
    await fixture.settle();
    expect(stateWords(told(fixture).moment.actors["participant:customer"]?.state)).toBe("recognizing.fresh");
    fixture.fact("customer", {
      type: "stream.failed",
      stream: 1,
      code: 7,
      advice: "fatal",
      message: "no right",
    });
    const { moment, causes } = told(fixture);
    expect(causes[0]?.[0]).toBe("recognition-failed");
    expect(causes[0]?.[1]).toContain("PERMISSION_DENIED (7), no right. The stream was not tried again");
    expect(moment.actors["participant:customer"]).toMatchObject({ state: "failed", event: "stream.failed" });
    expect(moment.actors["participant:customer"]?.took.length).toBeGreaterThan(0);
    expect(moment.streams).toMatchObject([{ speaker: "customer", stream: 1, end: { how: "failed" } }]);
  });

  test("a conversation that cannot be opened", async () => {
    const fixture = createCallFixture({
      timing: { openAttempts: 3 },
      open: async () => {
        throw new SidetoneError("UPSTREAM_UNAVAILABLE", "14 UNAVAILABLE", { retryable: true });
      },
    });
    await fixture.deliver(openLeg("leg-1", "agent"));
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await fixture.settle();
      fixture.clock.increment(10_000);
    }
    await fixture.settle();
    expect(told(fixture).causes[0]).toEqual([
      "conversation-not-opened",
      expect.stringContaining("(UPSTREAM_UNAVAILABLE: 14 UNAVAILABLE), 3 attempts"),
    ]);
  });

  test("suggestions without a desktop, a hold, and a stream that breaks and comes back", async () => {
    const fixture = createCallFixture();
    await fixture.deliver(openLeg("leg-1", "agent"));
    await fixture.settle();
    await fixture.deliver({ type: "leg.firstAudio", legId: "leg-1", speaker: "agent" });
    const kind = "human-agent-assistant-event";
    await fixture.deliver({ type: "assist.logged", sequence: 1, kind, features: ["FAQ"] });
    fixture.fact("agent", { type: "stream.failed", stream: 1, code: 14, advice: "retry", message: "reset" });
    fixture.clock.increment(20_000);
    await fixture.deliver({ type: "leg.held", legId: "leg-1", speaker: "agent" });
    const { moment, causes } = told(fixture);
    expect(causes.map(([code]) => code).toSorted()).toEqual(["no-desktop", "recognition-broke"]);
    expect(moment.legs).toMatchObject([{ speaker: "agent", isHeld: true, isAudioSeen: true }]);
    expect(moment.streams.map(({ end }) => end?.how)).toEqual(["failed", "drained"]);
  });
});
