/** Agent Assist's suggestions as the value of sendMetaData (docs/reference/vaic-metadata.md), version 1. */
import { asObject } from "../../base/json.ts";
import type { AssistEnvelope } from "../../delivery/envelope.ts";
import { featuresOf } from "../../delivery/features.ts";

export const METADATA_FORMAT = "sidetone.suggestion";
export const METADATA_VERSION = 1;

/** What the agent's application receives unchanged. */
export interface SuggestionMetadata extends Record<string, unknown> {
  format: typeof METADATA_FORMAT;
  version: typeof METADATA_VERSION;
  /** Place in the conversation's log, from 1: one that comes twice carries the same. */
  sequence: number;
  /** Full name without location, as desktops know it. */
  conversation: string;
  /** RFC 3339. */
  publishedAt: string;
  /** Names as in Google's UI Modules, for example SMART_REPLY. */
  features: string[];
  /** HumanAgentAssistantEvent (google.cloud.dialogflow.v2beta1), proto3 JSON. */
  suggestion: unknown;
}

/** Null for events that suggest nothing: messages and lifecycle stay with us. */
export function metadataOf(envelope: AssistEnvelope): SuggestionMetadata | null {
  if (envelope.data_type !== "human-agent-assistant-event" || envelope.sequence === undefined) return null;
  let suggestion: unknown;
  try {
    suggestion = JSON.parse(envelope.data);
  } catch {
    // Delivery has parsed it before; text that is no JSON any more has nothing to suggest.
    return null;
  }
  return {
    format: METADATA_FORMAT,
    version: METADATA_VERSION,
    sequence: envelope.sequence,
    conversation: envelope.conversation_name,
    publishedAt: envelope.publish_time,
    features: featuresOf(asObject(suggestion) ?? {}),
    suggestion,
  };
}
