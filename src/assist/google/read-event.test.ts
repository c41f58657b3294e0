import { expect, test } from "bun:test";
import { conversationRefOf } from "../conversation.ts";
import type { AssistDataType } from "../google-notification.ts";
import { eventOf } from "./logged.ts";
import { readGoogleEvent } from "./read-event.ts";

const NAME = "projects/p/locations/eu/conversations/five9-1";
const stamp = { messageId: "1", publishTime: "2026-11-20T10:00:00Z" };

function read(dataType: AssistDataType, payload: Record<string, unknown>, attributes = {}) {
  const raw = { dataType, payload, data: JSON.stringify(payload), attributes };
  return readGoogleEvent(raw, stamp, conversationRefOf(NAME, "eu"));
}

test("a result is interim until it says that it is final, and words are kept to the last space", () => {
  const attributes = { participant_id: "p1", participant_role: "HUMAN_AGENT", message_id: "u1" };
  const result = { transcript: " hello ", speechEndOffset: "12.300s", languageCode: "en-us" };
  const words = { voice: "agent", text: " hello ", languageCode: "en-us", utteranceId: "u1" };
  const kind = "new-recognition-result-notification-event";
  expect(read(kind, { newRecognitionResultPayload: result }, attributes)).toMatchObject({
    type: "transcript.interim",
    ...words,
  });
  expect(read(kind, { newRecognitionResultPayload: { ...result, isFinal: true } }, attributes)).toMatchObject(
    {
      type: "transcript.final",
      ...words,
      offset: { participantId: "p1", endSeconds: 12.3 },
    },
  );
  for (const speechEndOffset of [undefined, "", "0s", "x", 7]) {
    const final = { newRecognitionResultPayload: { isFinal: true, speechEndOffset } };
    expect(read(kind, final, attributes)).toMatchObject({ offset: null });
  }
});

test("a message says how it sounds, and a suggestion what it was made of, where Google does", () => {
  const sounds = (sentimentAnalysis?: object) =>
    read("new-message-event", { newMessagePayload: { name: "m", content: "x", sentimentAnalysis } });
  expect(sounds({ queryTextSentiment: { score: -0.7, magnitude: 1 } })).toMatchObject({ sentiment: -0.7 });
  // proto3 JSON leaves out 0.
  expect(sounds({ queryTextSentiment: {} })).toMatchObject({ sentiment: 0 });
  expect(sounds()).not.toHaveProperty("sentiment");
  const latestMessage = `${NAME}/messages/u1`;
  const replies = { smartReplyAnswers: [{ reply: "One moment." }], latestMessage };
  const suggestion = read("human-agent-assistant-event", {
    suggestionResults: [{ suggestSmartRepliesResponse: replies }],
  });
  expect(suggestion).toMatchObject({ suggestions: [{ origin: { latestMessage } }] });
});

test("a message names its speaker, its utterance and when that began", () => {
  const message = {
    name: `${NAME}/messages/u1`,
    content: "hello",
    participantRole: "END_USER",
    createTime: "2026-11-20T10:00:02Z",
  };
  const heard = (newMessagePayload: object) => read("new-message-event", { newMessagePayload });
  expect(heard(message)).toMatchObject({
    type: "message",
    voice: "customer",
    utteranceId: "u1",
    saidAtMs: Date.parse("2026-11-20T10:00:02Z"),
  });
  const sendTime = "2026-11-20T10:00:01Z";
  expect(heard({ ...message, sendTime })).toMatchObject({ saidAtMs: Date.parse(sendTime) });
});

test.each([
  ["CONVERSATION_STARTED", "started"],
  ["CONVERSATION_FINISHED", "finished"],
  ["HUMAN_INTERVENTION_NEEDED", "handoffNeeded"],
  ["SOMETHING_NEW", "other"],
])("%s is the change %s", (type, change) => {
  expect(read("conversation-lifecycle-event", { type })).toMatchObject({
    type: "lifecycle",
    change,
    message: "",
  });
});

test("an error names its reason, and a result without words still has its place in the log", () => {
  const failed = { type: "UNRECOVERABLE_ERROR", errorStatus: { message: "No such profile" } };
  expect(read("conversation-lifecycle-event", failed)).toMatchObject({
    change: "failed",
    message: "No such profile",
  });
  expect(read("new-recognition-result-notification-event", {})).toMatchObject({
    type: "lifecycle",
    change: "other",
  });
});

test("what is in the log is read as it was when it came, and what cannot be read any more tells nothing", () => {
  const payload = { conversation: NAME, suggestionResults: [{ error: { message: "no" } }] };
  const entry = {
    ...stamp,
    dataType: "human-agent-assistant-event",
    data: JSON.stringify(payload),
    attributes: {},
  };
  expect(eventOf("projects/p/conversations/five9-1", entry)).toEqual(
    read("human-agent-assistant-event", payload),
  );
  for (const data of ["not json", "[]", "null"]) {
    expect(eventOf("projects/p/conversations/five9-1", { ...entry, data })).toMatchObject({
      suggestions: [],
    });
  }
});
