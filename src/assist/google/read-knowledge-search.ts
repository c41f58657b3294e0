/** Reads the reply of SearchKnowledge (SearchKnowledgeResponse of v2beta1, proto3 JSON). */
import { listOf, recordOf, textOf } from "../../base/json-fields.ts";
import type { Suggestion } from "../suggestion.ts";
import { sourceOf } from "./read-suggestions.ts";

/** Best first; empty if the search found nothing. `query` is what was asked, in the agent's own words. */
export function readKnowledgeSearch(reply: unknown, query: string): Suggestion[] {
  return listOf(recordOf(reply).answers)
    .map(recordOf)
    .filter((answer) => textOf(answer.answer) !== "")
    .map((answer) => ({
      content: {
        kind: "knowledge",
        query,
        answer: textOf(answer.answer),
        sources: listOf(answer.answerSources)
          .map(recordOf)
          .map((source) => sourceOf(source, source.snippet)),
        relatedQueries: [],
      },
      origin: { records: [textOf(answer.answerRecord)], detail: "knowledge-search" },
    }));
}
