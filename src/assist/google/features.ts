/** Which kinds of help a suggestion event brings, read from its results. */
import { isJsonObject } from "../../base/json.ts";

/**
 * Result field of a HumanAgentAssistantEvent (google.cloud.dialogflow.v2beta1.SuggestionResult) to feature name. The proto has
 * summaries of generators only; an event that has the reply of SuggestConversationSummary is read as well.
 */
const FEATURE_OF_RESULT: Readonly<Record<string, string>> = {
  suggestArticlesResponse: "ARTICLE_SUGGESTION",
  suggestFaqAnswersResponse: "FAQ",
  suggestSmartRepliesResponse: "SMART_REPLY",
  suggestKnowledgeAssistResponse: "KNOWLEDGE_ASSIST",
  suggestConversationSummaryResponse: "CONVERSATION_SUMMARIZATION",
  suggestDialogflowAssistsResponse: "DIALOGFLOW_ASSIST",
  suggestEntityExtractionResponse: "ENTITY_EXTRACTION",
  error: "ERROR",
};

/** Kind of a GeneratorSuggestion to feature name. */
const FEATURE_OF_GENERATOR: Readonly<Record<string, string>> = {
  agentCoachingSuggestion: "AGENT_COACHING",
  summarySuggestion: "CONVERSATION_SUMMARIZATION",
  freeFormSuggestion: "FREE_FORM",
};

/** The features in a payload, each once, in the order met; empty for anything that suggests nothing. */
export function featuresOf(payload: Record<string, unknown>): string[] {
  const features = new Set<string>();
  for (const result of objectsIn(payload.suggestionResults)) {
    for (const [field, value] of Object.entries(result)) {
      if (field === "generateSuggestionsResponse") addGenerated(value, features);
      else if (FEATURE_OF_RESULT[field] !== undefined) features.add(FEATURE_OF_RESULT[field]);
    }
  }
  return [...features];
}

function addGenerated(response: unknown, features: Set<string>): void {
  if (!isJsonObject(response)) return;
  for (const answer of objectsIn(response.generatorSuggestionAnswers)) {
    if (!isJsonObject(answer.generatorSuggestion)) continue;
    for (const kind of Object.keys(answer.generatorSuggestion)) {
      const feature = FEATURE_OF_GENERATOR[kind];
      if (feature !== undefined) features.add(feature);
    }
  }
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
