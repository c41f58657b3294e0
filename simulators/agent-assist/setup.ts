/** How the simulated project is set up. A test changes it at any time, and the cloud obeys from then on. */
import type { TopicKind } from "./options.ts";

/** A suggestion feature of the profile (SuggestionFeatureConfig of conversation_profile.proto). */
export interface SetUpFeature {
  /** SuggestionFeature.Type of participant.proto. */
  type: string;
  isEventBased: boolean;
}

export interface CloudSetup {
  /** Ids of the topics that the profile names; undefined for a notification that is not set. */
  readonly topics: Record<TopicKind, string | undefined>;
  /** NotificationConfig.MessageFormat; PROTO is what an unset format means. */
  readonly formats: Record<TopicKind, "JSON" | "PROTO">;
  features: readonly SetUpFeature[];
  /** Ids of generators; coaching and free-form suggestions come from these. */
  generators: readonly string[];
  /**
   * Answers hold the suggestions as well. Neither proto nor documentation says that they do beside event-based suggestions;
   * false for a cloud that brings them in events only.
   */
  areSuggestionsAnswered: boolean;
  /**
   * SuggestionConfig.disable_high_latency_features_sync_delivery: knowledge assist comes in events only. What the proto
   * says of AnalyzeContent is taken to hold for streams as well.
   */
  holdsHighLatencyBack: boolean;
  /** Suggestions are of a kind that published protos do not have yet. */
  hasNewerKinds: boolean;
  /** Permissions that the caller does not have, as docs.cloud.google.com/iam names them. */
  readonly denied: Set<string>;
  /** Value of the quota ConcurrentBidiStreamingSessionsPerProjectPerRegion; Google's default is 50. */
  bidiSessions: number;
  /** Value of the quota AnalyzeContentOperationsPerMinutePerProject; Google's default is 300. */
  analyzePerMinute: number;
}

const KINDS: readonly TopicKind[] = ["suggestions", "lifecycle", "messages", "transcripts"];

/** What a sample's suggestion asks of the profile. */
const NEEDS: Readonly<Record<string, string>> = {
  PROACTIVE_GENERATIVE_KNOWLEDGE_ASSIST: "KNOWLEDGE_ASSIST",
  KNOWLEDGE_ASSIST_V2: "KNOWLEDGE_ASSIST",
  AGENT_COACHING: "GENERATOR",
  FREE_FORM: "GENERATOR",
};

const TYPES = [
  "ARTICLE_SUGGESTION",
  "FAQ",
  "SMART_REPLY",
  "CONVERSATION_SUMMARIZATION",
  "KNOWLEDGE_SEARCH",
  "KNOWLEDGE_ASSIST",
];

/** Everything in its place. */
export function createSetup(topics: Record<TopicKind, string>): CloudSetup {
  return {
    topics: { ...topics },
    formats: Object.fromEntries(KINDS.map((kind) => [kind, "JSON"])) as CloudSetup["formats"],
    features: TYPES.map((type) => ({ type, isEventBased: true })),
    generators: ["coach", "note"],
    areSuggestionsAnswered: true,
    holdsHighLatencyBack: false,
    hasNewerKinds: false,
    denied: new Set(),
    bidiSessions: 50,
    analyzePerMinute: 300,
  };
}

/** Whether the profile makes suggestions of this kind, by the name a sample gives it. */
export function isMade({ features, generators }: CloudSetup, feature: string): boolean {
  const type = NEEDS[feature] ?? feature;
  return type === "GENERATOR" ? generators.length > 0 : features.some((known) => known.type === type);
}

/** Whether it publishes them; a generator does whenever its trigger fires. */
export function isPublished({ features }: CloudSetup, feature: string): boolean {
  const type = NEEDS[feature] ?? feature;
  return type === "GENERATOR" || features.some((known) => known.type === type && known.isEventBased);
}

/** Whether it comes in the answer to the words that it follows. */
export function isAnswered(setup: CloudSetup, feature: string): boolean {
  const { areSuggestionsAnswered, holdsHighLatencyBack } = setup;
  if (!areSuggestionsAnswered) return false;
  return !holdsHighLatencyBack || NEEDS[feature] !== "KNOWLEDGE_ASSIST";
}
