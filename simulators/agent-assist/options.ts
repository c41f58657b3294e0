/** What a simulated Agent Assist cloud can be told, with the values of the real one as defaults. */
import type { Sample } from "../../samples/sample.ts";
import { type Clock, systemClock } from "../../src/base/clock.ts";

export interface AgentAssistSimulatorOptions {
  host?: string;
  /** 0 takes a free port. */
  port?: number;
  project?: string;
  location?: string;
  /** Id of the one conversation profile. */
  profileId?: string;
  languageCode?: string;
  /** The calls it knows; all of samples/ by default. */
  samples?: readonly Sample[];
  /** Feature names of the samples' suggestions to publish; all by default. */
  features?: readonly string[];
  topics?: Partial<Topics>;
  /** Longest life of a bidi stream. */
  streamLimitMs?: number;
  /** Longest audio of a StreamingAnalyzeContent stream that is not extended. */
  streamingAudioLimitMs?: number;
  /** Longest life of an extended one. */
  extendedStreamingLimitMs?: number;
  /** Longest wait for audio on a stream. */
  audioTimeoutMs?: number;
  /** Audio that may come faster than real time before it is counted against the sender. */
  burstAllowanceMs?: number;
  /** Messages a subscription of the built-in broker keeps; the oldest go first. */
  subscriptionCapacity?: number;
  /** Conversations it remembers, in its memory and in its record; the oldest go first. */
  conversationCapacity?: number;
  /** host:port of a Pub/Sub emulator to publish to, in place of the built-in broker. */
  pubsubEmulatorHost?: string;
  clock?: Clock;
}

/** Topic ids, one per notification setting of a conversation profile. */
export interface Topics {
  suggestions: string;
  lifecycle: string;
  messages: string;
  transcripts: string;
}

export type TopicKind = keyof Topics;

export type ResolvedOptions = Required<
  Omit<AgentAssistSimulatorOptions, "samples" | "features" | "topics" | "pubsubEmulatorHost">
> & {
  samples: readonly Sample[];
  features: readonly string[] | undefined;
  topics: Topics;
  pubsubEmulatorHost: string | undefined;
};

/** Topics as Google's Agent Assist integration deploys them. */
const DEFAULT_TOPICS: Topics = {
  suggestions: "aa-new-suggestion-topic",
  lifecycle: "aa-conversation-event-topic",
  messages: "aa-new-message-topic",
  transcripts: "aa-intermediate-transcript-topic",
};

/** Subscriptions as Google's Agent Assist integration deploys them, one per topic. */
export const DEFAULT_SUBSCRIPTIONS: Topics = {
  suggestions: "aa-new-suggestion-sub",
  lifecycle: "aa-conversation-event-sub",
  messages: "aa-new-message-sub",
  transcripts: "aa-intermediate-transcript-event-sub",
};

export function resolveOptions(
  options: AgentAssistSimulatorOptions,
  samples: readonly Sample[],
): ResolvedOptions {
  return {
    host: "127.0.0.1",
    port: 0,
    project: "demo-project",
    location: "us-central1",
    profileId: "demo",
    languageCode: "en-US",
    streamLimitMs: 15 * 60_000,
    streamingAudioLimitMs: 60_000,
    extendedStreamingLimitMs: 180_000,
    audioTimeoutMs: 10_000,
    burstAllowanceMs: 5_000,
    subscriptionCapacity: 10_000,
    conversationCapacity: 10_000,
    clock: systemClock,
    features: undefined,
    pubsubEmulatorHost: undefined,
    ...options,
    topics: { ...DEFAULT_TOPICS, ...options.topics },
    samples,
  };
}
