import { expect, test } from "bun:test";
import { eventWords } from "./event-words.ts";

test.each([
  ["xstate.after.reconnectGrace.call.live.media.draining.grace", "after reconnectGrace"],
  ["xstate.done.actor.0.call.live.conversation.opening.trying", "done: conversation.opening.trying"],
  ["xstate.error.actor.participant:agent", "error: participant:agent"],
  ["stream.failed", "stream.failed"],
])("%s reads %s", (event, words) => {
  expect(eventWords(event)).toBe(words);
});
