import { expect, test } from "bun:test";
import type { SuggestionFeedback } from "../../assist/feedback.ts";
import { systemClock } from "../../base/clock.ts";
import { type AnswerRecordsApi, createAnswerRecords } from "./answer-records.ts";
import { defaultUnaryPolicy } from "./unary.ts";

const NOTHING: SuggestionFeedback = {
  ...{ displayedAtMs: null, clickedAtMs: null, verdict: null, reason: null, summary: null },
  ...{ answerCopied: false, openedUris: [], detail: "none" },
};

async function written(feedback: Partial<SuggestionFeedback>): Promise<unknown> {
  const requests: { answerRecord?: { answerFeedback?: unknown } }[] = [];
  const api = {
    updateAnswerRecord: async (request: object) => {
      requests.push(request);
      return [{}, undefined, undefined];
    },
  } as unknown as AnswerRecordsApi;
  const records = createAnswerRecords({
    ...{ api, clock: systemClock, policy: defaultUnaryPolicy },
    closed: new AbortController().signal,
  });
  await records.update("projects/p/answerRecords/r", { ...NOTHING, ...feedback });
  return requests[0]?.answerRecord?.answerFeedback;
}

test.each<[SuggestionFeedback["reason"], object]>([
  [null, { correctnessLevel: "NOT_CORRECT" }],
  [
    "wrong",
    {
      correctnessLevel: "NOT_CORRECT",
      agentAssistantDetailFeedback: { documentCorrectness: "INCORRECT" },
    },
  ],
  ["incomplete", { correctnessLevel: "PARTIALLY_CORRECT" }],
  [
    "unfit",
    { correctnessLevel: "NOT_CORRECT", agentAssistantDetailFeedback: { answerRelevance: "IRRELEVANT" } },
  ],
])("a thumb down with the reason %p is told in AnswerFeedback's own fields", async (reason, feedback) => {
  expect(await written({ verdict: "down", reason })).toEqual(feedback);
});

test("a reason goes with its thumb", async () => {
  expect(await written({ verdict: "up", reason: "wrong" })).toEqual({ correctnessLevel: "FULLY_CORRECT" });
});

test("a summary that was kept is told whole and by section, with its times", async () => {
  const sections = [
    { title: "Situation", text: "Charged twice." },
    { title: "Result", text: "Refunded." },
  ];
  expect(await written({ summary: { startedAtMs: 1_500, submittedAtMs: 9_000, sections } })).toEqual({
    agentAssistantDetailFeedback: {
      summarizationFeedback: {
        startTimestamp: { seconds: 1, nanos: 500_000_000 },
        submitTimestamp: { seconds: 9, nanos: 0 },
        summaryText: "Situation\nCharged twice.\n\nResult\nRefunded.",
        textSections: { Situation: "Charged twice.", Result: "Refunded." },
      },
    },
  });
});
