import { expect, test } from "bun:test";
import { protos } from "@google-cloud/dialogflow";
import { googleFormOf } from "../../assist/google/write-event.ts";
import { decodeMessage } from "./codec.ts";

const { v2beta1 } = protos.google.cloud.dialogflow;

/** As a profile with message_format PROTO publishes it. */
const encodeConversationEvent = (event: Record<string, unknown>) =>
  v2beta1.ConversationEvent.encode(v2beta1.ConversationEvent.fromObject(event)).finish();
const encodeAssistantEvent = (event: Record<string, unknown>) =>
  v2beta1.HumanAgentAssistantEvent.encode(v2beta1.HumanAgentAssistantEvent.fromObject(event)).finish();
const CONVERSATION = "projects/p/locations/us-central1/conversations/five9-1";

const raw = (data: Uint8Array) => ({
  id: "1",
  data,
  publishTime: "2026-11-20T10:00:00Z",
  attributes: { message_id: "u1" },
});

function decoded(dataType: Parameters<typeof decodeMessage>[0], data: Uint8Array) {
  const result = decodeMessage(dataType, raw(data));
  if (!result.ok) throw new Error(result.reason);
  return result.event;
}

test("a binary message event reads as its proto3 JSON does", () => {
  const bytes = encodeConversationEvent({
    conversation: CONVERSATION,
    type: "NEW_MESSAGE",
    newMessagePayload: {
      name: `${CONVERSATION}/messages/m`,
      content: "ä 🎧",
      participantRole: "END_USER",
      createTime: { seconds: 1_767_225_600, nanos: 100_000_000 },
      sendTime: { seconds: 1_767_225_600, nanos: 1_500 },
      messageAnnotation: { parts: [{ text: "a", formattedValue: { numberValue: 0.1 } }] },
    },
  });
  const event = decoded("new-message-event", bytes);
  expect(event.conversation.name).toBe(CONVERSATION);
  expect(JSON.parse(googleFormOf(event).data)).toEqual({
    conversation: CONVERSATION,
    type: "NEW_MESSAGE",
    newMessagePayload: {
      name: `${CONVERSATION}/messages/m`,
      content: "ä 🎧",
      participantRole: "END_USER",
      createTime: "2026-01-01T00:00:00.100Z",
      sendTime: "2026-01-01T00:00:00.000001500Z",
      messageAnnotation: { parts: [{ text: "a", formattedValue: 0.1 }] },
    },
  });
  expect(event.raw?.payload).toEqual(JSON.parse(event.raw?.data ?? ""));
});

test("a binary recognition result keeps its offsets, its short numbers and whether it is final", () => {
  const payload = (isFinal: boolean) =>
    encodeConversationEvent({
      conversation: CONVERSATION,
      type: "NEW_RECOGNITION_RESULT",
      newRecognitionResultPayload: {
        messageType: "TRANSCRIPT",
        transcript: "hel",
        ...(isFinal ? { isFinal } : {}),
        stability: 0.9,
        speechEndOffset: { seconds: 12, nanos: 300_000_000 },
        speechWordInfo: [{ word: "hel", startOffset: { nanos: 5_000_000 }, confidence: 0.1 }],
      },
    });
  const event = decoded("new-recognition-result-notification-event", payload(true));
  expect(event.raw?.payload.newRecognitionResultPayload).toEqual({
    messageType: "TRANSCRIPT",
    transcript: "hel",
    isFinal: true,
    stability: 0.9,
    speechEndOffset: "12.300s",
    speechWordInfo: [{ word: "hel", startOffset: "0.005s", confidence: 0.1 }],
  });
  expect(event.type).toBe("transcript.final");
  const interim = decoded("new-recognition-result-notification-event", payload(false));
  expect(interim.type).toBe("transcript.interim");
});

test("a binary suggestion event keeps answers, free metadata and errors", () => {
  const bytes = encodeAssistantEvent({
    conversation: CONVERSATION,
    participant: `${CONVERSATION}/participants/x`,
    suggestionResults: [
      {
        suggestSmartRepliesResponse: {
          smartReplyAnswers: [{ reply: "ok", confidence: 0.7 }],
          contextSize: 3,
        },
      },
      { suggestArticlesResponse: { articleAnswers: [{ title: "t", metadata: { a: "b" } }] } },
      {
        suggestKnowledgeAssistResponse: {
          knowledgeAssistAnswer: {
            suggestedQueryAnswer: {
              answerText: "yes",
              generativeSource: {
                snippets: [
                  {
                    uri: "u",
                    metadata: {
                      fields: {
                        rank: { numberValue: 2.5 },
                        tags: { listValue: { values: [{ stringValue: "" }, { boolValue: false }] } },
                        none: { nullValue: 0 },
                      },
                    },
                  },
                ],
              },
            },
          },
        },
      },
      { error: { code: 3, message: "bad" } },
    ],
  });
  const { suggestionResults } = googleFormOf(decoded("human-agent-assistant-event", bytes)).payload;
  expect(suggestionResults).toEqual([
    {
      suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: "ok", confidence: 0.7 }], contextSize: 3 },
    },
    { suggestArticlesResponse: { articleAnswers: [{ title: "t", metadata: { a: "b" } }] } },
    {
      suggestKnowledgeAssistResponse: {
        knowledgeAssistAnswer: {
          suggestedQueryAnswer: {
            answerText: "yes",
            generativeSource: {
              snippets: [{ uri: "u", metadata: { rank: 2.5, tags: ["", false], none: null } }],
            },
          },
        },
      },
    },
    { error: { code: 3, message: "bad" } },
  ]);
});

test("binary bytes that are no such event are refused as what they look like", () => {
  const noName = encodeConversationEvent({ conversation: "conversations/7" });
  expect(decodeMessage("new-message-event", raw(noName))).toEqual({ ok: false, reason: "not_json" });
  const otherBytes = Uint8Array.from([0x0a, 0x02, 0x68, 0x69]);
  expect(decodeMessage("new-message-event", raw(otherBytes)).ok).toBe(false);
});
