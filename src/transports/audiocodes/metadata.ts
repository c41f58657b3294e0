/** Agent Assist's suggestions as the value of sendMetaData (docs/reference/vaic-metadata.md), version 1. */
import { publicRoomOf } from "../../assist/conversation.ts";
import { googleFormOf } from "../../assist/google/write-event.ts";
import type { EventInHand } from "../../delivery/desktop.ts";

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
  /** An agent made it of Agent Assist's: a summary as it was edited and kept. */
  author?: "agent";
}

/** Null for events without suggestions: messages and lifecycle events are not sent. */
export function metadataOf({ sequence, event: eventInHand }: EventInHand): SuggestionMetadata | null {
  if (sequence === null) return null;
  const event = eventInHand();
  if (event.type !== "suggestion") return null;
  return {
    format: METADATA_FORMAT,
    version: METADATA_VERSION,
    sequence,
    conversation: publicRoomOf(event.conversation.room),
    publishedAt: event.publishedAt,
    features: [...event.features],
    suggestion: googleFormOf(event).payload,
    ...(event.author === undefined ? {} : { author: event.author }),
  };
}
