import { expect, test } from "bun:test";
import { profileFactsOf, profileFaults } from "./profile-check.ts";

const TOPIC = "projects/p/topics/t";
const JSON_TO_TOPIC = { topic: TOPIC, messageFormat: "JSON" as const };
const WELL = {
  notificationConfig: JSON_TO_TOPIC,
  newMessageEventNotificationConfig: JSON_TO_TOPIC,
  newRecognitionResultNotificationConfig: JSON_TO_TOPIC,
  humanAgentAssistantConfig: {
    notificationConfig: JSON_TO_TOPIC,
    humanAgentSuggestionConfig: {
      featureConfigs: [
        { suggestionFeature: { type: "SMART_REPLY" as const }, enableEventBasedSuggestion: true },
      ],
    },
  },
};
const FEATURES = ["SMART_REPLY", "AGENT_COACHING"];

const faultsOf = (profile: Parameters<typeof profileFactsOf>[0], features = FEATURES) =>
  profileFaults(profileFactsOf(profile), features).map(
    ({ code, about, stopsSuggestions }) => `${stopsSuggestions ? "!" : ""}${code} ${about}`,
  );

function withSuggestions(config: object) {
  return { ...WELL, humanAgentAssistantConfig: { ...WELL.humanAgentAssistantConfig, ...config } };
}

test("a profile with topics, JSON and one of the wanted features has no fault", () => {
  expect(faultsOf(WELL)).toEqual([]);
});

test("enums may be numbers, and a format that is not set is binary", () => {
  expect(faultsOf({ ...WELL, notificationConfig: { topic: TOPIC, messageFormat: 2 } })).toEqual([]);
  for (const messageFormat of [1, 0, "PROTO", "MESSAGE_FORMAT_UNSPECIFIED", undefined, null] as const) {
    const profile = withSuggestions({ notificationConfig: { topic: TOPIC, messageFormat } });
    expect(faultsOf(profile)).toEqual(["FORMAT_NOT_JSON humanAgentAssistantConfig.notificationConfig"]);
  }
  const numbered = { featureConfigs: [{ suggestionFeature: { type: 3 }, enableEventBasedSuggestion: true }] };
  expect(faultsOf(withSuggestions({ humanAgentSuggestionConfig: numbered }))).toEqual([]);
});

test("a notification without a topic is told, and only that of suggestions stops them", () => {
  expect(faultsOf({ ...WELL, notificationConfig: null })).toEqual(["TOPIC_NOT_SET notificationConfig"]);
  expect(faultsOf(withSuggestions({ notificationConfig: { topic: "", messageFormat: "JSON" } }))).toEqual([
    "!TOPIC_NOT_SET humanAgentAssistantConfig.notificationConfig",
  ]);
});

test("a profile with none of the wanted features stops suggestions, and one on request does not", () => {
  expect(faultsOf(withSuggestions({ humanAgentSuggestionConfig: {} }))).toEqual([
    "!FEATURE_MISSING SMART_REPLY, AGENT_COACHING",
  ]);
  const onRequest = { featureConfigs: [{ suggestionFeature: { type: "SMART_REPLY" } }] };
  expect(faultsOf(withSuggestions({ humanAgentSuggestionConfig: onRequest }))).toEqual([
    "FEATURE_NOT_EVENT_BASED SMART_REPLY",
  ]);
  const generator = { generators: ["projects/p/locations/l/generators/g"] };
  expect(faultsOf(withSuggestions({ humanAgentSuggestionConfig: generator }))).toEqual([]);
  // Summaries and searches come when the agent asks.
  expect(faultsOf(withSuggestions({ humanAgentSuggestionConfig: {} }), ["KNOWLEDGE_SEARCH"])).toEqual([]);
});
