/** Suggestions that come in Dialogflow's answers, in the form in which Pub/Sub brings them: HumanAgentAssistantEvent. */
import { createHash } from "node:crypto";
import type { protos } from "@google-cloud/dialogflow";
import type { Field, Type } from "protobufjs";
import { conversationRefOf } from "../../assist/conversation.ts";
import type { AssistEvent } from "../../assist/event.ts";
import { ANSWER_ID_PREFIX } from "../../assist/google/answer-id.ts";
import { readGoogleEvent } from "../../assist/google/read-event.ts";
import { jsonOfMessage, notificationType } from "./notification-types.ts";

export type SuggestionResults = protos.google.cloud.dialogflow.v2beta1.ISuggestionResult[];

/** Of one answer: `human_agent_suggestion_results` and whose words they follow. */
export interface AnsweredSuggestions {
  /** Full name of the participant who spoke. */
  participant: string;
  results: SuggestionResults;
}

/** What a client library decodes. */
type Plain = Record<string, unknown>;

/**
 * An event for each result, since Pub/Sub brings them apart as well. Its id follows from its content: an answer that is given
 * again is the same event. `atMs`: when it came.
 */
export function eventsOfAnswer(
  { participant, results }: AnsweredSuggestions,
  atMs: number,
  homeLocation: string,
): AssistEvent[] {
  const type = notificationType("HumanAgentAssistantEvent");
  const name = participant.split("/participants/")[0] ?? participant;
  const conversation = conversationRefOf(name, homeLocation);
  const publishTime = new Date(atMs).toISOString();
  return results.map((result) => {
    const event = {
      conversation: name,
      participant,
      suggestionResults: [withoutDefaults(typeOfResult(type), result as Plain)],
    };
    const payload = jsonOfMessage(type, type.fromObject(event));
    const data = JSON.stringify(payload);
    const messageId = ANSWER_ID_PREFIX + createHash("sha256").update(data).digest("hex").slice(0, 32);
    const raw = { dataType: "human-agent-assistant-event" as const, data, payload, attributes: {} };
    return readGoogleEvent(raw, { messageId, publishTime }, conversation);
  });
}

function typeOfResult(event: Type): Type {
  return event.lookupType("SuggestionResult");
}

/** A decoded message holds the default of each field that was not sent; proto3 JSON does not. */
function withoutDefaults(type: Type, message: Plain): Plain {
  const kept: Plain = {};
  for (const field of type.fieldsArray) {
    const value = message[field.name];
    if (value !== null && value !== undefined && isSent(field.resolve(), value)) {
      kept[field.name] = cleaned(field, value);
    }
  }
  return kept;
}

/** A member of a oneof is there only where it was sent, whatever it holds. */
function isSent(field: Field, value: unknown): boolean {
  if (field.partOf) return true;
  if (Array.isArray(value)) return value.length > 0;
  if (field.map) return Object.keys(value as Plain).length > 0;
  if (field.resolvedType !== null && "values" in field.resolvedType) {
    return value !== 0 && value !== field.resolvedType.valuesById[0];
  }
  if (value instanceof Uint8Array) return value.length > 0;
  return value !== "" && value !== 0 && value !== "0" && value !== false;
}

function cleaned(field: Field, value: unknown): unknown {
  const type = field.resolvedType;
  if (type === null || "values" in type) return value;
  if (Array.isArray(value)) return value.map((item) => withoutDefaults(type, item as Plain));
  if (field.map) {
    return Object.fromEntries(
      Object.entries(value as Plain).map(([key, item]) => [key, withoutDefaults(type, item as Plain)]),
    );
  }
  return withoutDefaults(type, value as Plain);
}
