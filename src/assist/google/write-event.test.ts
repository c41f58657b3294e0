import { expect, test } from "bun:test";
import fc from "fast-check";
import { conversationRefOf } from "../conversation.ts";
import type { AssistEvent } from "../event.ts";
import type { Suggestion, SuggestionContent } from "../suggestion.ts";
import { entryOf, eventOf } from "./logged.ts";
import { googleFormOf } from "./write-event.ts";

const conversation = conversationRefOf("projects/p/locations/global/conversations/five9-1");
const told = { conversation, id: "7", publishedAt: "2026-11-20T10:00:00.500Z", raw: null };

/** Text that stays as it is: readers trim. */
const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).map((any) => `x${any}y`);
const words = {
  voice: fc.constantFrom("agent" as const, "customer" as const, "automated" as const, "unknown" as const),
  text: fc.string({ unit: "grapheme", maxLength: 40 }),
  languageCode: fc.constantFrom("", "en-US"),
  utteranceId: fc.constantFrom("", "u1"),
};
const link = fc.record({ title: text, uri: fc.constantFrom("", "https://a.example/b?c=d&e"), excerpt: text });
const source = fc.oneof(
  text.map((said) => ({ source: said, sourceUri: "" })),
  fc.constant({ source: "https://a.example/f", sourceUri: "https://a.example/f" }),
);
/** "other" is left out: Google has no form for it, so it comes back as a note. */
const content: fc.Arbitrary<SuggestionContent> = fc.oneof(
  fc.record({ kind: fc.constant("replies" as const), replies: fc.array(text, { minLength: 1 }) }),
  fc.record({ kind: fc.constant("articles" as const), articles: fc.array(link, { minLength: 1 }) }),
  fc.record({
    kind: fc.constant("faq" as const),
    answers: fc.array(
      fc.tuple(text, text, source).map(([question, answer, from]) => ({ question, answer, ...from })),
      { minLength: 1 },
    ),
  }),
  fc.record({
    kind: fc.constant("knowledge" as const),
    query: text,
    answer: text,
    sources: fc.array(link),
    relatedQueries: fc.array(text),
  }),
  fc.record({
    kind: fc.constant("coaching" as const),
    actions: fc.array(text, { minLength: 1 }),
    responses: fc.array(text),
    instructions: fc.array(fc.record({ title: text, detail: text })),
  }),
  fc.record({
    kind: fc.constant("summary" as const),
    sections: fc.array(fc.record({ title: text, text }), { minLength: 1 }),
  }),
  fc.record({ kind: fc.constantFrom("note" as const, "problem" as const), text }),
);

function suggestionOf(read: SuggestionContent, record: string): Suggestion {
  const records = {
    replies: (one: SuggestionContent & { kind: "replies" }) => one.replies.map(() => record),
    articles: (one: SuggestionContent & { kind: "articles" }) => one.articles.map(() => record),
    faq: (one: SuggestionContent & { kind: "faq" }) => one.answers.map(() => record),
  };
  if (read.kind === "problem") return { content: read, origin: { records: [], detail: "none" } };
  const detail = read.kind === "knowledge" ? "knowledge-assist" : "none";
  if (read.kind === "replies") return { content: read, origin: { records: records.replies(read), detail } };
  if (read.kind === "articles") return { content: read, origin: { records: records.articles(read), detail } };
  if (read.kind === "faq") return { content: read, origin: { records: records.faq(read), detail } };
  return { content: read, origin: { records: [record], detail } };
}

const event: fc.Arbitrary<AssistEvent> = fc.oneof(
  fc.record(words).map((said) => ({ ...told, type: "transcript.interim" as const, ...said })),
  fc
    .tuple(fc.record(words), fc.constantFrom(null, { participantId: "p1", endSeconds: 12.3 }))
    .map(([said, offset]) => ({
      ...told,
      type: "transcript.final" as const,
      ...said,
      ...(offset === null ? {} : { participantId: offset.participantId }),
      offset,
    })),
  fc.tuple(fc.record(words), fc.constantFrom(null, 1_763_632_800_123)).map(([said, saidAtMs]) => ({
    ...told,
    type: "message" as const,
    ...said,
    name: said.utteranceId === "" ? "" : `${conversation.name}/messages/${said.utteranceId}`,
    saidAtMs,
  })),
  fc
    .constantFrom("started" as const, "finished" as const, "handoffNeeded" as const, "other" as const)
    .map((change) => ({ ...told, type: "lifecycle" as const, change, message: "" })),
  text.map((message) => ({ ...told, type: "lifecycle" as const, change: "failed" as const, message })),
  fc
    .tuple(text, fc.constantFrom({ text: "Guten Tag" }, { text: "", cause: "TRANSLATION_QUOTA" as const }))
    .map(([messageName, result]) => ({
      ...{ ...told, type: "translation" as const, messageName, languageCode: "de" },
      ...result,
    })),
);

/** As it comes back from the log, apart from the form it is kept in. */
const readBack = (given: AssistEvent): AssistEvent => ({
  ...eventOf(conversation.room, entryOf(given)),
  raw: null,
});

test("an event of any kind is the same after it was kept in Google's form", () => {
  fc.assert(fc.property(event, (given) => void expect(readBack(given)).toEqual(given)));
});

test("so is a suggestion of any kind that Google has", () => {
  fc.assert(
    fc.property(
      fc.array(content, { minLength: 1, maxLength: 4 }),
      fc.constantFrom("", "projects/p/answerRecords/1"),
      (all, record) => {
        const suggestions = all.map((one) => suggestionOf(one, record));
        const given: AssistEvent = { ...told, type: "suggestion", features: [], suggestions };
        const back = readBack(given);
        if (back.type !== "suggestion") throw new Error(back.type);
        expect(back.suggestions).toEqual(suggestions);
        expect(back.features.length).toBeGreaterThan(0);
      },
    ),
  );
});

test("a suggestion that only we know is kept as a note with all that it says", () => {
  const fields = [{ name: "Days", value: "30" }];
  const other: Suggestion = {
    content: { kind: "other", title: "Offer", fields },
    origin: { records: [], detail: "none" },
  };
  const back = readBack({ ...told, type: "suggestion", features: [], suggestions: [other] });
  expect(back).toMatchObject({ suggestions: [{ content: { kind: "note", text: "Offer\nDays: 30" } }] });
});

test("what came from Google is kept to the letter", () => {
  const raw = {
    dataType: "new-message-event" as const,
    data: '{ "conversation": "c" }',
    payload: { conversation: "c" },
    attributes: {},
  };
  expect(googleFormOf({ ...told, type: "lifecycle", change: "other", message: "", raw })).toBe(raw);
});

test("interim words of our own are told as Google tells its interim results", () => {
  const interim: AssistEvent = {
    ...told,
    type: "transcript.interim",
    voice: "customer",
    text: "I was char",
    languageCode: "en-US",
    utteranceId: "u1",
  };
  expect(googleFormOf(interim)).toEqual({
    dataType: "new-recognition-result-notification-event",
    data: JSON.stringify({
      conversation: conversation.name,
      type: "NEW_RECOGNITION_RESULT",
      newRecognitionResultPayload: {
        messageType: "TRANSCRIPT",
        transcript: "I was char",
        languageCode: "en-US",
      },
    }),
    payload: expect.anything(),
    attributes: { participant_role: "END_USER", message_id: "u1" },
  });
});
