/** Turns one suggestion result of a HumanAgentAssistantEvent (v2beta1, proto3 JSON) into suggestions in Sidetone's form. */
import type { JsonObject } from "../../base/json.ts";
import { listOf, recordOf, textOf, webAddressOf } from "../../base/json-fields.ts";
import { sourceAddressOf, storageFileOf } from "../source-address.ts";
import type { SourceLink, Suggestion, SuggestionContent, SuggestionOrigin } from "../suggestion.ts";
import { UNEXPLAINED_PROBLEM, UNNAMED_SOURCE } from "../unnamed.ts";
import { readGeneratorAnswer } from "./read-generator-suggestion.ts";
import { readConversationSummary } from "./read-summary.ts";
import { readUnknown } from "./read-unknown.ts";

/** Reads `suggestionResults[i]`. Known but empty responses give nothing; unknown ones give an "other" suggestion. */
export function readSuggestionResult(result: unknown): Suggestion[] {
  return Object.entries(recordOf(result)).flatMap(([field, value]) => {
    const latestMessage = textOf(recordOf(value).latestMessage);
    const read = readResponse(field, value);
    if (latestMessage === "") return read;
    return read.map(({ content, origin }) => ({ content, origin: { ...origin, latestMessage } }));
  });
}

function readResponse(field: string, value: unknown): Suggestion[] {
  const response = recordOf(value);
  switch (field) {
    case "suggestSmartRepliesResponse":
      return readReplies(response);
    case "suggestArticlesResponse":
      return readArticles(response);
    case "suggestFaqAnswersResponse":
      return readFaq(response);
    case "suggestKnowledgeAssistResponse":
      return readKnowledge(response);
    case "generateSuggestionsResponse":
      return listOf(response.generatorSuggestionAnswers).flatMap(readGeneratorAnswer);
    case "suggestConversationSummaryResponse":
      return readConversationSummary(response);
    case "error":
      return [suggested({ kind: "problem", text: textOf(response.message) || UNEXPLAINED_PROBLEM })];
    default:
      return readUnknown(field, value).map((content) => suggested(content));
  }
}

function suggested(
  content: SuggestionContent,
  records: string[] = [],
  detail: SuggestionOrigin["detail"] = "none",
): Suggestion {
  return { content, origin: { records, detail } };
}

/** The answers of a list that pass, each with its record. */
function answersOf<T>(list: unknown, read: (answer: JsonObject) => T, isShown: (read: T) => boolean) {
  const answers = listOf(list)
    .map(recordOf)
    .map((answer) => ({ shown: read(answer), record: textOf(answer.answerRecord) }))
    .filter(({ shown }) => isShown(shown));
  return { shown: answers.map(({ shown }) => shown), records: answers.map(({ record }) => record) };
}

function readReplies(response: JsonObject): Suggestion[] {
  const { shown: replies, records } = answersOf(
    response.smartReplyAnswers,
    (answer) => textOf(answer.reply),
    (reply) => reply !== "",
  );
  return replies.length === 0 ? [] : [suggested({ kind: "replies", replies }, records)];
}

function readArticles(response: JsonObject): Suggestion[] {
  const { shown: articles, records } = answersOf(
    response.articleAnswers,
    (answer) => ({
      title: textOf(answer.title) || textOf(answer.uri),
      uri: sourceAddressOf(answer.uri),
      excerpt: withoutTags(listOf(answer.snippets).map(textOf).join(" … ")),
    }),
    (article) => article.title !== "" || article.excerpt !== "",
  );
  return articles.length === 0 ? [] : [suggested({ kind: "articles", articles }, records)];
}

function readFaq(response: JsonObject): Suggestion[] {
  const { shown: answers, records } = answersOf(
    response.faqAnswers,
    (answer) => {
      const source = textOf(answer.source);
      const sourceUri = sourceAddressOf(source);
      return {
        question: textOf(answer.question),
        answer: textOf(answer.answer),
        // A knowledge base document is named by a resource path, which tells an agent nothing.
        source: source.startsWith("projects/") ? "" : storageFileOf(sourceUri) || source,
        sourceUri,
      };
    },
    (answer) => answer.answer !== "",
  );
  return answers.length === 0 ? [] : [suggested({ kind: "faq", answers }, records)];
}

function readKnowledge(response: JsonObject): Suggestion[] {
  const assist = recordOf(response.knowledgeAssistAnswer);
  const query = textOf(recordOf(assist.suggestedQuery).queryText);
  const found = recordOf(assist.suggestedQueryAnswer);
  const answer = textOf(found.answerText);
  const relatedQueries = listOf(response.additionalSuggestedQueryResults)
    .map((related) => textOf(recordOf(recordOf(related).suggestedQuery).queryText))
    .filter((text) => text !== "");
  if (query === "" && answer === "" && relatedQueries.length === 0) return [];
  const content = { kind: "knowledge" as const, query, answer, sources: readSources(found), relatedQueries };
  return [suggested(content, [textOf(assist.answerRecord)], "knowledge-assist")];
}

/** The sources of an answer are under one of four names, by how it was found. */
function readSources(answer: JsonObject): SourceLink[] {
  const question = textOf(recordOf(answer.faqSource).question);
  const snippets = [
    ...listOf(recordOf(answer.generativeSource).snippets),
    ...listOf(recordOf(answer.playbookSource).snippets),
    ...listOf(recordOf(recordOf(answer.eventSource).snippets).snippets),
  ];
  const sources = snippets.map(recordOf).map((snippet) => sourceOf(snippet, snippet.text));
  return question === "" ? sources : [{ title: question, uri: "", excerpt: "" }, ...sources];
}

/** A document with a title and an address, and what it says, which may have marks of HTML. */
export function sourceOf(source: JsonObject, text: unknown): SourceLink {
  const uri = sourceAddressOf(source.uri);
  return {
    title: textOf(source.title) || storageFileOf(uri) || hostOf(uri) || UNNAMED_SOURCE,
    uri,
    excerpt: withoutTags(textOf(text)),
  };
}

function hostOf(uri: string): string {
  return webAddressOf(uri) === "" ? "" : new URL(uri).host;
}

/** Search snippets mark their hits with HTML; the page shows text only. */
function withoutTags(text: string): string {
  return text
    .replace(/<\/?(?:b|i|em|strong|mark|br|p|span)\b[^>]*>/gi, "")
    .replaceAll("&nbsp;", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
