/** Reads one generator's answer: coaching, summary, free text, and unknown kinds. */
import type { JsonObject } from "../../base/json.ts";
import { listOf, recordOf, textOf } from "../../base/json-fields.ts";
import type { Suggestion, SuggestionContent } from "../suggestion.ts";
import { summaryOfSections } from "./read-summary.ts";
import { readUnknown } from "./read-unknown.ts";

/** Reads `generatorSuggestionAnswers[i]` (v2beta1 GenerateSuggestionsResponse.GeneratorSuggestionAnswer). */
export function readGeneratorAnswer(answer: unknown): Suggestion[] {
  const record = textOf(recordOf(answer).answerRecord);
  return readSuggestion(recordOf(recordOf(answer).generatorSuggestion)).map((content) => ({
    content,
    origin: { records: [record], detail: "none" },
  }));
}

function readSuggestion(suggestion: JsonObject): SuggestionContent[] {
  return Object.entries(suggestion).flatMap(([field, value]): SuggestionContent[] => {
    switch (field) {
      case "agentCoachingSuggestion":
        return readCoaching(recordOf(value));
      case "summarySuggestion":
        return summaryOfSections(recordOf(value).summarySections);
      case "freeFormSuggestion":
        return readNote(recordOf(value));
      // How the generator came to its answer, which is beside it.
      case "toolCallInfo":
        return [];
      default:
        return readUnknown(field, value);
    }
  });
}

function readCoaching(coaching: JsonObject): SuggestionContent[] {
  const actions = textsOf(coaching.agentActionSuggestions, "agentAction");
  const responses = textsOf(coaching.sampleResponses, "responseText");
  const instructions = listOf(coaching.applicableInstructions)
    .map(recordOf)
    .map((instruction) => ({
      title: textOf(instruction.displayName),
      detail: textOf(instruction.displayDetails) || textOf(instruction.condition),
    }))
    .filter(({ title, detail }) => title !== "" || detail !== "");
  if (actions.length + responses.length + instructions.length === 0) return [];
  return [{ kind: "coaching", actions, responses, instructions }];
}

function readNote(note: JsonObject): SuggestionContent[] {
  const text = textOf(note.response);
  return text === "" ? [] : [{ kind: "note", text }];
}

function textsOf(list: unknown, field: string): string[] {
  return listOf(list)
    .map((entry) => textOf(recordOf(entry)[field]))
    .filter((text) => text !== "");
}
