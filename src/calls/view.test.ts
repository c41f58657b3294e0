import { describe, expect, test } from "bun:test";
import { CALL_TIMING, PARTICIPANT_TIMING } from "../../test/support/settings.ts";
import { type CallContext, initialCallContext } from "../actors/call/context.ts";
import { summaryOf } from "./summary.ts";
import { viewFrom } from "./view.ts";

const fresh = initialCallContext({
  callKey: "five9-1",
  source: "five9",
  vendorCallId: "1",
  timing: CALL_TIMING,
  participantTiming: PARTICIPANT_TIMING,
  recognition: "always",
});
const conversationName = "projects/p/locations/l/conversations/five9-1";

function atEnd(context: Partial<CallContext>): string {
  return viewFrom({ context: { ...fresh, ...context }, value: "ended" }, () => undefined).conversation;
}

describe("the conversation of a call that has ended", () => {
  test("was completed, or never opened", () => {
    expect(atEnd({ conversationName })).toBe("completed");
    expect(atEnd({})).toBe("none");
  });

  test("failed where it could not be opened or completed", () => {
    const failure = { code: "UPSTREAM_REFUSED", message: "no such profile" };
    expect(atEnd({ failure })).toBe("failed");
    expect(atEnd({ failure, conversationName })).toBe("failed");
  });

  test("did not fail with a speaker's recognition", () => {
    const failure = { code: "RECOGNITION_7", message: "denied" };
    expect(atEnd({ failure, conversationName })).toBe("completed");
  });
});

describe("a call without an open leg", () => {
  const medium = { kind: "audio", format: { encoding: "LINEAR16", sampleRateHertz: 8_000 } } as const;
  const legs = (change: Partial<CallContext["legs"][number]>) => {
    const leg = { legId: "l", speaker: "agent", medium, origin: {} } as const;
    return [{ ...leg, open: false, held: false, audioSeen: true, callEnded: false, ...change }];
  };
  const audioIn = (context: Partial<CallContext>, media: string = "draining") => {
    const value = media === "ended" ? media : { live: { media: { [media]: "grace" } } };
    return viewFrom({ context: { ...fresh, ...context }, value }, () => undefined).audio;
  };

  test("has lost its audio where a stream broke and nobody said that the call is over, also after the wait", () => {
    expect(audioIn({ legs: legs({ broke: true }) })).toBe("lost");
    expect(audioIn({ legs: legs({ broke: true }), endReason: "the call's legs are gone" }, "ended")).toBe(
      "lost",
    );
  });

  test("may get its audio back where the streams were closed in order, while it waits", () => {
    expect(audioIn({ legs: legs({}) })).toBe("stopped");
    expect(audioIn({ legs: legs({}), endReason: "the call's legs are gone" }, "ended")).toBeUndefined();
  });

  test("is over where Five9 said so on a stream or by CTI, or somebody ended it", () => {
    expect(audioIn({ legs: legs({ broke: true, callEnded: true }) })).toBeUndefined();
    expect(audioIn({ legs: legs({ broke: true }), isEndedByCti: true })).toBeUndefined();
    expect(audioIn({ legs: legs({ broke: true }), endReason: "client-disconnected" })).toBeUndefined();
    expect(audioIn({ legs: legs({ broke: true }), isEndedForGood: true })).toBeUndefined();
  });

  test("with a leg again has its audio, and one that never had a leg has lost none", () => {
    expect(
      audioIn({ legs: [...legs({ broke: true }), ...legs({ open: true })] }, "streaming"),
    ).toBeUndefined();
    expect(audioIn({}, "awaiting")).toBeUndefined();
  });
});

test("who is on the line is for agents' pages: the call's row has nothing of it", () => {
  const context = { ...fresh, facts: { number: "…4567" } };
  const view = viewFrom({ context, value: "ended" }, () => undefined);
  expect(view.facts).toEqual({ number: "…4567" });
  const { callKey, source, vendorCallId } = fresh;
  const times = { startedAtMs: 0, endedAtMs: 1, changedAtMs: 1 };
  const row = summaryOf({ ref: { callKey, source, vendorCallId }, ...times, view, context });
  expect(JSON.stringify(row)).not.toContain("4567");
});
