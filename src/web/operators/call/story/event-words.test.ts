import { expect, test } from "bun:test";
import { cutWords, eventWords, lineWords } from "./event-words.ts";

test.each([
  ["xstate.after.reconnectGrace.call.live.media.draining.grace", "after reconnectGrace"],
  ["xstate.done.actor.0.call.live.conversation.opening.trying", "done: conversation.opening.trying"],
  ["xstate.error.actor.participant:agent", "error: participant:agent"],
  ["stream.failed", "stream.failed"],
])("%s reads %s", (event, words) => {
  expect(eventWords(event)).toBe(words);
});

test("a line says where nobody has proved who sent it, and how many lines are left out", () => {
  expect(lineWords({ event: "leg.held" })).toBe("leg.held");
  const unproved = lineWords({ event: "mediastream.reported", detail: { unproved: true } });
  expect(unproved).toBe("mediastream.reported (unproved: it came without a key)");
  const omitted = { line: 501, atMs: 1, actor: "call", event: "history.omitted", detail: { count: 7 } };
  expect(lineWords(omitted)).toBe("7 lines left out");
  expect(cutWords([omitted])).toContain("7 lines after line 500");
  expect(cutWords([{ ...omitted, line: 9, event: "leg.held" }])).toContain("before line 9");
});
