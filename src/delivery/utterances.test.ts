import { expect, test } from "bun:test";
import type { FinalTranscript, InterimTranscript } from "../assist/event.ts";
import type { Speaker } from "../contract/speaker.ts";
import { createUtteranceMemory } from "./utterances.ts";

const CONVERSATION = { callKey: "c", name: "projects/p/conversations/c", room: "projects/p/conversations/c" };

function words(atS: number, who: { participantId?: string; speaker?: Speaker }) {
  const publishedAt = `2026-11-26T10:00:0${atS}Z`;
  const heard = {
    voice: "agent",
    text: "good morning",
    languageCode: "",
    utteranceId: `u${atS}`,
    ...who,
  } as const;
  return { conversation: CONVERSATION, id: String(atS), publishedAt, raw: null, ...heard };
}
const interim = (...of: Parameters<typeof words>): InterimTranscript => ({
  type: "transcript.interim",
  ...words(...of),
});
const final = (...of: Parameters<typeof words>): FinalTranscript => ({
  type: "transcript.final",
  offset: null,
  ...words(...of),
});

test.each([
  ["by the provider's id", { participantId: "a" }, { participantId: "b" }],
  ["by the call's name for the speaker", { speaker: "agent" }, { speaker: "agent-2" }],
] as const)("a final of one agent makes no words of another stale, known %s", (_, one, other) => {
  const memory = createUtteranceMemory(10);
  memory.finish(final(5, one));
  expect(memory.isFresh(interim(4, one))).toBe(false);
  expect(memory.isFresh(interim(4, other))).toBe(true);
});
