import { expect, test } from "bun:test";
import { buildEnvelope } from "./envelope.ts";
import { featuresOf } from "./features.ts";

const entry = {
  messageId: "7",
  dataType: "new-message-event",
  data: '{ "conversation" : "c" }',
  publishTime: "2026-01-02T03:04:05.678Z",
  attributes: { participant_role: "END_USER", message_id: "u1" },
};

test("the envelope has exactly the fields Google's front end reads, and the log's sequence", () => {
  expect(buildEnvelope("projects/p/conversations/c", entry, 3, Date.UTC(2026, 0, 2, 3, 4, 6, 999))).toEqual({
    conversation_name: "projects/p/conversations/c",
    data: '{ "conversation" : "c" }',
    data_type: "new-message-event",
    ack_time: "2026-01-02T03:04:06Z",
    publish_time: "2026-01-02T03:04:05.678Z",
    message_id: "7",
    sequence: 3,
  });
});

test("a recognition result also names its speaker and utterance, and has no sequence while it is interim", () => {
  const interim = { ...entry, dataType: "new-recognition-result-notification-event" };
  expect(buildEnvelope("projects/p/conversations/c", interim, null, 0)).toEqual({
    conversation_name: "projects/p/conversations/c",
    data: entry.data,
    data_type: "new-recognition-result-notification-event",
    ack_time: "1970-01-01T00:00:00Z",
    publish_time: entry.publishTime,
    message_id: "7",
    participant_role: "END_USER",
    new_recognition_result_message_id: "u1",
  });
});

test("features name each kind of suggestion once", () => {
  const generated = (kind: string) => ({
    generateSuggestionsResponse: {
      generatorSuggestionAnswers: [{ generatorSuggestion: { [kind]: {} }, sourceGenerator: "g" }],
    },
  });
  const suggestionResults = [
    { suggestSmartRepliesResponse: {} },
    { suggestArticlesResponse: {} },
    { suggestArticlesResponse: {} },
    { suggestFaqAnswersResponse: {} },
    { suggestKnowledgeAssistResponse: {} },
    generated("agentCoachingSuggestion"),
    generated("summarySuggestion"),
    { error: { code: 13 } },
  ];
  expect(featuresOf({ suggestionResults })).toEqual([
    "SMART_REPLY",
    "ARTICLE_SUGGESTION",
    "FAQ",
    "KNOWLEDGE_ASSIST",
    "AGENT_COACHING",
    "CONVERSATION_SUMMARIZATION",
    "ERROR",
  ]);
});

test.each([{}, { suggestionResults: "x" }, { suggestionResults: [null, 1, []] }])(
  "a payload that suggests nothing has no features: %p",
  (payload) => {
    expect(featuresOf(payload)).toEqual([]);
  },
);
