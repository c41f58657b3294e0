import { describe, expect, test } from "bun:test";
import { edgeFor, pathOf, regionRows, spokenState, stateIdsOf } from "./active-states.ts";
import { layoutOf } from "./layouts.ts";

const CALL = layoutOf("call");
const PARTICIPANT = layoutOf("participant");
const DRAINING = { live: { media: { draining: "grace" }, conversation: "open", assist: "attended" } };

describe("active states", () => {
  test("are the innermost ones of each region, and all around them", () => {
    const { leaves, ancestors } = stateIdsOf(DRAINING, CALL);
    expect([...leaves]).toEqual([
      "call.live.media.draining.grace",
      "call.live.conversation.open",
      "call.live.assist.attended",
    ]);
    expect([...ancestors]).toEqual([
      "call.live",
      "call.live.media",
      "call.live.media.draining",
      "call.live.conversation",
      "call.live.assist",
    ]);
    expect([...stateIdsOf("ended", CALL).leaves]).toEqual(["call.ended"]);
  });

  test("leave out what this version does not know, and are none before the beginning", () => {
    expect([...stateIdsOf({ live: { media: "levitating", assist: "attended" } }, CALL).leaves]).toEqual([
      "call.live.assist.attended",
    ]);
    for (const nothing of [null, undefined, 3, []]) expect(stateIdsOf(nothing, CALL).leaves.size).toBe(0);
  });

  test("are told in words", () => {
    expect(regionRows(DRAINING, CALL)[0]).toEqual(["media", "draining, grace"]);
    expect(spokenState(DRAINING, CALL)).toBe(
      "Call chart: media draining, grace, conversation open, assist attended",
    );
    expect(spokenState({ engaged: { recognizing: "fresh" } }, PARTICIPANT)).toBe(
      "Participant chart: recognizing, fresh",
    );
    expect(spokenState(null, CALL)).toBe("Call chart: not begun");
  });
});

describe("the edge of a transition", () => {
  test("is found by XState's ids, of which some are not paths", () => {
    expect(pathOf("mediaGone", CALL)).toBe("call.live.media.gone");
    const edge = edgeFor({ from: "call.live.media.awaiting", to: ["mediaGone"] }, CALL);
    expect(edge?.to).toEqual(["call.live.media.gone"]);
    expect(edge?.words).toEqual(["media.closeNow", "after wait for media [process stays]"]);
  });

  test("is told from another between the same states by its event", () => {
    const taken = { from: "participant.engaged.starting", to: ["participant.engaged.recovering"] };
    expect(edgeFor(taken, PARTICIPANT, "stream.failed")?.lines).toHaveLength(2);
    const timedOut = "xstate.after.openDeadline.participant.engaged.starting";
    expect(edgeFor(taken, PARTICIPANT, timedOut)?.lines).toHaveLength(1);
  });

  test("is none for a transition that the chart does not have", () => {
    expect(edgeFor(null, CALL)).toBeNull();
    expect(edgeFor({ from: "call.ended", to: ["call.live"] }, CALL)).toBeNull();
  });
});
