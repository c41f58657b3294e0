import { describe, expect, test } from "bun:test";
import { CALL_TIMING, PARTICIPANT_TIMING } from "../../test/support/settings.ts";
import { type CallContext, initialCallContext } from "../actors/call/context.ts";
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
