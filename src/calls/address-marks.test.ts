import { expect, test } from "bun:test";
import { addressMarksOf } from "./address-marks.ts";

test("a call has the marks of CTI's numbers and of its legs' parties and ends, each once", () => {
  const leg = (origin: Record<string, string>) => ({
    ...({ legId: "l", speaker: "agent", medium: { kind: "text" } } as const),
    ...{ origin, open: true, held: false, audioSeen: false, callEnded: false },
  });
  const marks = addressMarksOf({
    addressMarks: ["ani", "dnis"],
    legs: [leg({ addressMark: "ani", callerMark: "ani", calleeMark: "hotline" }), leg({ agentId: "7" })],
  });
  expect(marks).toEqual(["ani", "dnis", "hotline"]);
});
