/** What the conversation profile says about notifications and features, and what of that keeps suggestions away. */
import type { protos } from "@google-cloud/dialogflow";
import type { HelpFault } from "../../contract/help-fault.ts";

type Profile = protos.google.cloud.dialogflow.v2beta1.IConversationProfile;
type Notification = protos.google.cloud.dialogflow.v2beta1.INotificationConfig;
type SideConfig = protos.google.cloud.dialogflow.v2beta1.HumanAgentAssistantConfig.ISuggestionConfig;

/** The four notifications, by the profile's field (google.cloud.dialogflow.v2beta1.ConversationProfile). */
export const NOTIFICATION_FIELDS = [
  "humanAgentAssistantConfig.notificationConfig",
  "notificationConfig",
  "newMessageEventNotificationConfig",
  "newRecognitionResultNotificationConfig",
] as const;

export type NotificationField = (typeof NOTIFICATION_FIELDS)[number];

/** One field's notification: "" for a topic that is not set; the format that is used when none is named is PROTO. */
export interface ProfileNotification {
  field: NotificationField;
  topic: string;
  format: "JSON" | "PROTO";
}

export interface ProfileFeature {
  /** SuggestionFeature.Type, or GENERATOR for a generator of the profile. */
  type: string;
  /** For whom: the field of HumanAgentAssistantConfig. */
  side: "humanAgentSuggestionConfig" | "endUserSuggestionConfig";
  /** Suggestions come by Pub/Sub. Without it they only come in answers to requests. */
  isEventBased: boolean;
}

export interface ProfileFacts {
  notifications: readonly ProfileNotification[];
  features: readonly ProfileFeature[];
}

const SIDES = ["humanAgentSuggestionConfig", "endUserSuggestionConfig"] as const;

/** As Google's client gives it, with enums as names or numbers. */
export function profileFactsOf(profile: Profile): ProfileFacts {
  const assistant = profile.humanAgentAssistantConfig ?? {};
  const given: Readonly<Record<NotificationField, Notification | null | undefined>> = {
    "humanAgentAssistantConfig.notificationConfig": assistant.notificationConfig,
    notificationConfig: profile.notificationConfig,
    newMessageEventNotificationConfig: profile.newMessageEventNotificationConfig,
    newRecognitionResultNotificationConfig: profile.newRecognitionResultNotificationConfig,
  };
  return {
    notifications: NOTIFICATION_FIELDS.map((field) => ({
      field,
      topic: given[field]?.topic ?? "",
      format: isJson(given[field]?.messageFormat) ? "JSON" : "PROTO",
    })),
    features: SIDES.flatMap((side) => featuresOf(assistant[side] ?? {}, side)),
  };
}

/** NotificationConfig.MessageFormat.JSON is 2. */
function isJson(format: unknown): boolean {
  return format === "JSON" || format === 2;
}

/** A generator's trigger is in the generator itself; it comes by Pub/Sub whenever it fires. */
function featuresOf(config: SideConfig, side: ProfileFeature["side"]): ProfileFeature[] {
  const features = (config.featureConfigs ?? []).map((feature) => ({
    type: typeName(feature.suggestionFeature?.type),
    side,
    isEventBased: feature.enableEventBasedSuggestion === true,
  }));
  const generators = (config.generators ?? []).map(() => ({ type: "GENERATOR", side, isEventBased: true }));
  return [...features, ...generators];
}

/** SuggestionFeature.Type of participant.proto (v2beta1). */
const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: "ARTICLE_SUGGESTION",
  2: "FAQ",
  3: "SMART_REPLY",
  4: "DIALOGFLOW_ASSIST",
  8: "CONVERSATION_SUMMARIZATION",
  14: "KNOWLEDGE_SEARCH",
  15: "KNOWLEDGE_ASSIST",
};

function typeName(type: unknown): string {
  if (typeof type === "number") return TYPE_NAMES[type] ?? `type ${type}`;
  return typeof type === "string" ? type : "TYPE_UNSPECIFIED";
}

/** Which features of the profile answer a name of FEATURES; coaching comes from generators, as may a summary. */
const PROFILE_TYPES: Readonly<Record<string, readonly string[]>> = {
  AGENT_COACHING: ["GENERATOR"],
  CONVERSATION_SUMMARIZATION: ["CONVERSATION_SUMMARIZATION", "GENERATOR"],
  PROACTIVE_GENERATIVE_KNOWLEDGE_ASSIST: ["KNOWLEDGE_ASSIST"],
  KNOWLEDGE_ASSIST_V2: ["KNOWLEDGE_ASSIST"],
  KNOWLEDGE_ASSIST: ["KNOWLEDGE_ASSIST", "FAQ", "ARTICLE_SUGGESTION"],
};
/** The agent asks for these; no event brings them. */
const ASKED_FOR = new Set(["KNOWLEDGE_SEARCH", "ARTICLE_SEARCH", "CONVERSATION_SUMMARIZATION"]);

/** The faults of a profile for pages that show `features` (FEATURES). Features that no page shows are no fault. */
export function profileFaults(facts: ProfileFacts, features: readonly string[]): HelpFault[] {
  return [...notificationFaults(facts), ...featureFaults(facts, features)];
}

function notificationFaults({ notifications }: ProfileFacts): HelpFault[] {
  return notifications.flatMap(({ field, topic, format }): HelpFault[] => {
    const stopsSuggestions = field === NOTIFICATION_FIELDS[0];
    if (topic === "") return [{ code: "TOPIC_NOT_SET", about: field, stopsSuggestions }];
    // The binary form is read too, as far as its kinds are known here.
    return format === "JSON" ? [] : [{ code: "FORMAT_NOT_JSON", about: field, stopsSuggestions: false }];
  });
}

function featureFaults({ features: known }: ProfileFacts, features: readonly string[]): HelpFault[] {
  const wanted = features.filter((name) => !ASKED_FOR.has(name));
  const served = (name: string) => known.filter(({ type }) => (PROFILE_TYPES[name] ?? [name]).includes(type));
  // A profile need not have all that pages could show.
  if (wanted.length > 0 && wanted.every((name) => served(name).length === 0)) {
    return [{ code: "FEATURE_MISSING", about: wanted.join(", "), stopsSuggestions: true }];
  }
  const unpublished = wanted.filter(
    (name) => served(name).length > 0 && served(name).every(({ isEventBased }) => !isEventBased),
  );
  if (unpublished.length === 0) return [];
  return [{ code: "FEATURE_NOT_EVENT_BASED", about: unpublished.join(", "), stopsSuggestions: false }];
}
