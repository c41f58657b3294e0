import { describe, expect, test } from "bun:test";
import { PREVIEW_RESULTS } from "../../../test/support/preview-call.ts";
import { plainTextOf } from "../../web/panel/state/card.ts";
import { readSuggestionResult } from "./read-suggestions.ts";

/** The one card a result makes. */
function only(result: unknown) {
  const cards = readSuggestionResult(result);
  expect(cards).toHaveLength(1);
  const [card] = cards;
  if (card === undefined) throw new Error("A card was expected");
  return card.content;
}

describe("reading suggestion results", () => {
  test.each(Object.entries(PREVIEW_RESULTS))(
    "%s become a card of their kind with text to copy",
    (kind, result) => {
      const card = only(result);
      expect(card.kind).toBe(kind as typeof card.kind);
      expect(plainTextOf(card)).not.toBe("");
    },
  );

  test("an article links only to http and https, and its excerpt is plain text", () => {
    const card = only(PREVIEW_RESULTS.articles);
    if (card.kind !== "articles") throw new Error(card.kind);
    expect(card.articles.map((article) => article.uri)).toEqual([
      "https://help.example.com/refunds/duplicate",
      "",
    ]);
    expect(card.articles[0]?.excerpt).toBe("A duplicate payment is refunded within 3'5 working days.");
  });

  test("a knowledge answer names its sources under each of the four source fields", () => {
    const snippets = [{ title: "T", uri: "https://a.example/x", text: "t" }];
    const answers = [
      { generativeSource: { snippets } },
      { playbookSource: { snippets } },
      { eventSource: { event: "E", snippets: { snippets } } },
    ];
    for (const source of answers) {
      const card = only({
        suggestKnowledgeAssistResponse: {
          knowledgeAssistAnswer: { suggestedQueryAnswer: { answerText: "A", ...source } },
        },
      });
      if (card.kind !== "knowledge") throw new Error(card.kind);
      expect(card.sources).toEqual([{ title: "T", uri: "https://a.example/x", excerpt: "t" }]);
    }
    const faq = only({
      suggestKnowledgeAssistResponse: {
        knowledgeAssistAnswer: { suggestedQueryAnswer: { answerText: "A", faqSource: { question: "Q?" } } },
      },
    });
    if (faq.kind !== "knowledge") throw new Error(faq.kind);
    expect(faq.sources).toEqual([{ title: "Q?", uri: "", excerpt: "" }]);
  });

  test("related questions are beside the answer, where the proto has them", () => {
    const card = only({
      suggestKnowledgeAssistResponse: {
        knowledgeAssistAnswer: { suggestedQueryAnswer: { answerText: "A" } },
        additionalSuggestedQueryResults: [{ suggestedQuery: { queryText: "B?" } }],
      },
    });
    expect(card).toMatchObject({ kind: "knowledge", relatedQueries: ["B?"] });
  });

  test("one response of several generators makes a card for each", () => {
    const answers = [PREVIEW_RESULTS.coaching, PREVIEW_RESULTS.summary, PREVIEW_RESULTS.note].flatMap(
      (result) => [...result.generateSuggestionsResponse.generatorSuggestionAnswers] as object[],
    );
    const cards = readSuggestionResult({
      generateSuggestionsResponse: { generatorSuggestionAnswers: answers },
    });
    expect(cards.map((card) => card.content.kind)).toEqual(["coaching", "summary", "note"]);
  });

  test("an unknown response and an unknown generator suggestion are shown with their fields", () => {
    const card = only(PREVIEW_RESULTS.other);
    expect(card).toEqual({
      kind: "other",
      title: "Loyalty offer",
      fields: [
        { name: "Offer title", value: "Free delivery on the next order" },
        { name: "Valid days", value: "30" },
      ],
    });
    const generated = only({
      generateSuggestionsResponse: {
        generatorSuggestionAnswers: [{ generatorSuggestion: { moodSuggestion: { mood: "calm" } } }],
      },
    });
    expect(generated).toEqual({ kind: "other", title: "Mood", fields: [{ name: "Mood", value: "calm" }] });
  });

  test("articles and sources in Cloud Storage keep their address, named by their file where they have no title", () => {
    const uri = "gs://handbook-eu/billing/refunds.pdf";
    const [article] = readSuggestionResult({
      suggestArticlesResponse: { articleAnswers: [{ title: "Refunds", uri }] },
    });
    expect(article?.content).toMatchObject({ articles: [{ title: "Refunds", uri }] });
    const [faq] = readSuggestionResult({
      suggestFaqAnswersResponse: { faqAnswers: [{ answer: "Three days.", source: uri }] },
    });
    expect(faq?.content).toMatchObject({ answers: [{ source: "refunds.pdf", sourceUri: uri }] });
    const [knowledge] = readSuggestionResult({
      suggestKnowledgeAssistResponse: {
        knowledgeAssistAnswer: {
          suggestedQueryAnswer: { answerText: "Three days.", generativeSource: { snippets: [{ uri }] } },
        },
      },
    });
    expect(knowledge?.content).toMatchObject({ sources: [{ title: "refunds.pdf", uri }] });
  });

  test("empty responses make no card", () => {
    const empty = [
      { suggestSmartRepliesResponse: {} },
      { suggestSmartRepliesResponse: { smartReplyAnswers: [{ reply: " " }] } },
      { suggestArticlesResponse: { articleAnswers: [] } },
      { suggestFaqAnswersResponse: { faqAnswers: [{ question: "only a question" }] } },
      { suggestKnowledgeAssistResponse: { knowledgeAssistAnswer: {} } },
      { generateSuggestionsResponse: { generatorSuggestionAnswers: [{}] } },
      {},
    ];
    for (const result of empty) expect(readSuggestionResult(result)).toEqual([]);
  });

  test("nothing malformed throws", () => {
    const values = [null, 7, "text", [], [null], { a: null }, { smartReplyAnswers: "x" }];
    const fields = [...Object.values(PREVIEW_RESULTS).flatMap((result) => Object.keys(result)), "strange"];
    for (const field of fields) {
      for (const value of values) expect(() => readSuggestionResult({ [field]: value })).not.toThrow();
    }
    for (const value of values) expect(() => readSuggestionResult(value)).not.toThrow();
  });
});
