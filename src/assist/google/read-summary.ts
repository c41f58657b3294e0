/** Reads summaries in each form that Dialogflow has: a generator's, and that of SuggestConversationSummary (v2beta1, proto3 JSON). */
import type { JsonObject } from "../../base/json.ts";
import { listOf, recordOf, textOf } from "../../base/json-fields.ts";
import type { Suggestion, SuggestionContent, SummarySection } from "../suggestion.ts";

/** Of a list of SummarySection messages. */
export function summaryOfSections(list: unknown): SuggestionContent[] {
  return summaryOf(
    listOf(list)
      .map(recordOf)
      .map((section) => ({ title: textOf(section.section), text: textOf(section.summary) })),
  );
}

/** A SuggestConversationSummaryResponse: sections in the generator's order, or without order, or one text. */
export function readConversationSummary(response: unknown): Suggestion[] {
  const summary = recordOf(recordOf(response).summary);
  const contents = [
    summaryOfSections(summary.sortedTextSections),
    summaryOf(sectionsOfMap(recordOf(summary.textSections))),
    summaryOf([{ title: "", text: textOf(summary.text) }]),
  ];
  const [content] = contents.flat();
  const records = [textOf(summary.answerRecord)];
  return content === undefined ? [] : [{ content, origin: { records, detail: "none" } }];
}

function sectionsOfMap(sections: JsonObject): SummarySection[] {
  return Object.entries(sections).map(([title, text]) => ({ title, text: textOf(text) }));
}

function summaryOf(sections: SummarySection[]): SuggestionContent[] {
  const filled = sections.filter(({ text }) => text !== "");
  return filled.length === 0 ? [] : [{ kind: "summary", sections: filled }];
}
