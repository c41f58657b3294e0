import { expect, test } from "bun:test";
import { readSuggestionResult } from "./read-suggestions.ts";
import { readConversationSummary } from "./read-summary.ts";

const RECORD = "projects/p/answerRecords/1";
const contentOf = (summary: object) => readConversationSummary({ summary })[0]?.content;

test("a summary has the order of its generator, where it has one", () => {
  const summary = {
    text: "a b",
    textSections: { b: "second", a: "first" },
    sortedTextSections: [
      { section: "a", summary: "first" },
      { section: "b", summary: "second" },
      { section: "c", summary: "" },
    ],
    answerRecord: RECORD,
  };
  expect(readConversationSummary({ summary })).toEqual([
    {
      content: {
        kind: "summary",
        sections: [
          { title: "a", text: "first" },
          { title: "b", text: "second" },
        ],
      },
      origin: { records: [RECORD], detail: "none" },
    },
  ]);
});

test("sections without order, and one text without sections, are summaries too", () => {
  expect(contentOf({ text: "all", textSections: { b: "second" } })).toEqual({
    kind: "summary",
    sections: [{ title: "b", text: "second" }],
  });
  expect(contentOf({ text: "all" })).toEqual({ kind: "summary", sections: [{ title: "", text: "all" }] });
  for (const nothing of [{}, { text: " " }, { textSections: [] }]) expect(contentOf(nothing)).toBeUndefined();
});

test("the older form within an event is a summary, not an unknown suggestion", () => {
  const result = { suggestConversationSummaryResponse: { summary: { text: "all" }, contextSize: 3 } };
  expect(readSuggestionResult(result).map(({ content }) => content.kind)).toEqual(["summary"]);
});
