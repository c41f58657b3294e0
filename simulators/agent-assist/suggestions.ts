/** Makes the suggestions a sample's script promises, once per conversation and utterance. */
import type { SampleSuggestion } from "../../samples/sample.ts";
import { isJsonObject } from "../../src/base/json.ts";
import type { SpokenUtterance } from "./listener/utterances.ts";
import type { Notifications } from "./notifications.ts";
import type { ResolvedOptions } from "./options.ts";
import { type CloudSetup, isAnswered, isMade } from "./setup.ts";
import { addAnswerRecord, type Message, type World } from "./world.ts";

export interface Suggestions {
  /**
   * What the script promises after this utterance: published where the feature is event-based, and returned as bodies of
   * SuggestionResult for the answer, as an answer has them in either case (`disable_high_latency_features_sync_delivery` in
   * conversation_profile.proto takes some out). Nothing when the conversation has had them.
   */
  afterUtterance(utterance: SpokenUtterance, message: Message): Record<string, unknown>[];
  /** The utterance of a sample that reads so, letter case and punctuation aside. */
  findUtterance(text: string): SpokenUtterance | undefined;
}

/** Fields of a SuggestionResult whose elements each carry an `answerRecord`. */
const ANSWER_LISTS = ["articleAnswers", "faqAnswers", "smartReplyAnswers", "generatorSuggestionAnswers"];
/** Responses without `contextSize`. */
const WITHOUT_CONTEXT_SIZE = ["generateSuggestionsResponse"];

export function createSuggestions(
  options: ResolvedOptions,
  setup: CloudSetup,
  world: World,
  notifications: Notifications,
): Suggestions {
  function fillNames({ result }: SampleSuggestion, message: Message): Record<string, unknown> {
    const { conversation } = message.participant;
    const location = conversation.parent.includes("/locations/") ? "" : "/locations/global";
    const parent = `${conversation.parent}${location}`;
    const filled = structuredClone(result);
    for (const [kind, response] of Object.entries(filled)) {
      if (!isJsonObject(response)) continue;
      response.latestMessage = message.name;
      if (!WITHOUT_CONTEXT_SIZE.includes(kind)) response.contextSize = conversation.messages.length;
      for (const list of ANSWER_LISTS) {
        const answers = response[list];
        if (!Array.isArray(answers)) continue;
        for (const answer of answers.filter(isJsonObject)) {
          answer.answerRecord = addAnswerRecord(world, parent);
          // A generator is named by id in the script.
          if (typeof answer.sourceGenerator !== "string") continue;
          answer.sourceGenerator = `${parent}/generators/${answer.sourceGenerator}`;
        }
      }
      const knowledge = response.knowledgeAssistAnswer;
      if (isJsonObject(knowledge)) knowledge.answerRecord = addAnswerRecord(world, parent);
    }
    return filled;
  }

  return {
    afterUtterance({ sample, index }, message) {
      const { conversation } = message.participant;
      const key = `${sample.name}/${index}`;
      if (conversation.suggested.has(key)) return [];
      conversation.suggested.add(key);
      // Suggestions are for the agent, for any speaker's words.
      const agent = conversation.participants.find(({ role }) => role === "HUMAN_AGENT");
      return sample.suggestions
        .filter(({ afterUtterance }) => afterUtterance === index)
        .filter(({ feature }) => options.features === undefined || options.features.includes(feature))
        .filter(({ feature }) => isMade(setup, feature))
        .map((suggestion) => {
          const result = fillNames(suggestion, message);
          notifications.suggestion(agent ?? message.participant, suggestion.feature, [result]);
          return { feature: suggestion.feature, result };
        })
        .filter(({ feature }) => isAnswered(setup, feature))
        .map(({ result }) => result);
    },
    findUtterance(text) {
      const wanted = plain(text);
      for (const sample of options.samples) {
        const index = sample.utterances.findIndex((utterance) => plain(utterance.text) === wanted);
        if (index >= 0) return { sample, index };
      }
      return undefined;
    },
  };
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}
