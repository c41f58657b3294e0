/** A suggestion as one SuggestionResult (v2beta1, proto3 JSON): what desktops on Google's UI Modules know how to show. */
import type { JsonObject } from "../../base/json.ts";
import type { SourceLink, Suggestion } from "../suggestion.ts";

export function writeSuggestion({ content, origin: { records } }: Suggestion): JsonObject {
  const recordAt = (index: number) => answerRecord(records[index]);
  switch (content.kind) {
    case "replies": {
      const smartReplyAnswers = content.replies.map((reply, index) => ({ reply, ...recordAt(index) }));
      return { suggestSmartRepliesResponse: { smartReplyAnswers } };
    }
    case "articles": {
      const articleAnswers = content.articles.map(({ title, uri, excerpt }, index) => ({
        title,
        uri,
        snippets: excerpt === "" ? [] : [asMarkup(excerpt)],
        ...recordAt(index),
      }));
      return { suggestArticlesResponse: { articleAnswers } };
    }
    case "faq": {
      const faqAnswers = content.answers.map(({ question, answer, source, sourceUri }, index) => ({
        question,
        answer,
        source: sourceUri || source,
        ...recordAt(index),
      }));
      return { suggestFaqAnswersResponse: { faqAnswers } };
    }
    case "knowledge":
      return {
        suggestKnowledgeAssistResponse: {
          knowledgeAssistAnswer: knowledge(content, records[0]),
          additionalSuggestedQueryResults: content.relatedQueries.map((queryText) => ({
            suggestedQuery: { queryText },
          })),
        },
      };
    case "problem":
      return { error: { message: content.text } };
    case "coaching":
      return generated(records[0], {
        agentCoachingSuggestion: {
          agentActionSuggestions: content.actions.map((agentAction) => ({ agentAction })),
          sampleResponses: content.responses.map((responseText) => ({ responseText })),
          applicableInstructions: content.instructions.map(({ title, detail }) => ({
            displayName: title,
            displayDetails: detail,
          })),
        },
      });
    case "summary": {
      const summarySections = content.sections.map(({ title, text }) => ({ section: title, summary: text }));
      return generated(records[0], { summarySuggestion: { summarySections } });
    }
    case "note":
      return generated(records[0], { freeFormSuggestion: { response: content.text } });
    case "other": {
      // Google has no form for it: a text that shows the same.
      const lines = content.fields.map(({ name, value }) => `${name}: ${value}`);
      return generated(records[0], {
        freeFormSuggestion: { response: [content.title, ...lines].join("\n") },
      });
    }
  }
}

function knowledge(
  { query, answer, sources }: Suggestion["content"] & { kind: "knowledge" },
  record: string | undefined,
): JsonObject {
  return {
    suggestedQuery: { queryText: query },
    suggestedQueryAnswer: {
      answerText: answer,
      generativeSource: { snippets: sources.map(snippet) },
    },
    ...answerRecord(record),
  };
}

function snippet({ title, uri, excerpt }: SourceLink): JsonObject {
  return { title, uri, text: asMarkup(excerpt) };
}

function generated(record: string | undefined, generatorSuggestion: JsonObject): JsonObject {
  const answer = { generatorSuggestion, ...answerRecord(record) };
  return { generateSuggestionsResponse: { generatorSuggestionAnswers: [answer] } };
}

function answerRecord(name: string | undefined): { answerRecord?: string } {
  return name === undefined || name === "" ? {} : { answerRecord: name };
}

/** Excerpts are HTML there, with the words that were looked for in bold. */
function asMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
