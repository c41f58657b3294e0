/** Turns an Agent Assist notification into an event: the only place that reads Google's payloads. Pure; never throws. */
import { asObject, type JsonObject } from "../../base/json.ts";
import { listOf, numberOf, recordOf, textOf, timeMsOf } from "../../base/json-fields.ts";
import { isSpeaker, type Speaker } from "../../contract/speaker.ts";
import type { ConversationRef } from "../conversation.ts";
import type { AssistEvent, AssistLifecycle, AssistSuggestion, AudioOffset } from "../event.ts";
import { type GoogleNotification, TRANSLATION_DATA_TYPE } from "../google-notification.ts";
import type { Suggestion } from "../suggestion.ts";
import { featuresOf } from "./features.ts";
import { readSuggestionResult } from "./read-suggestions.ts";
import { readTranslation } from "./translation-form.ts";
import { AUTHOR_ATTRIBUTE, SPEAKER_ATTRIBUTE, voiceOf } from "./voices.ts";

/** When it came, and under which id Pub/Sub knows it. */
export interface Stamp {
  messageId: string;
  /** RFC 3339. */
  publishTime: string;
}

export function readGoogleEvent(
  raw: GoogleNotification,
  { messageId, publishTime }: Stamp,
  conversation: ConversationRef,
): AssistEvent {
  const told = { conversation, id: messageId, publishedAt: publishTime, raw };
  const { payload } = raw;
  switch (raw.dataType) {
    case "new-recognition-result-notification-event": {
      const result = asObject(payload.newRecognitionResultPayload);
      // Kept although it has no words.
      if (result === undefined) return { ...told, type: "lifecycle", change: "other", message: "" };
      const { attributes } = raw;
      const words = {
        voice: voiceOf(attributes.participant_role),
        ...speakerIn(attributes[SPEAKER_ATTRIBUTE]),
        ...participantIn(attributes.participant_id),
        ...textIn(result.transcript, result),
        utteranceId: attributes.message_id ?? "",
      };
      // proto3 JSON leaves isFinal out when it is false.
      if (result.isFinal !== true) return { ...told, type: "transcript.interim", ...words };
      return { ...told, type: "transcript.final", ...words, offset: offsetOf(result, attributes) };
    }
    case "new-message-event": {
      const message = recordOf(payload.newMessagePayload);
      const name = textOf(message.name);
      return {
        ...told,
        type: "message",
        voice: voiceOf(message.participantRole ?? raw.attributes.participant_role),
        ...participantIn(message.participant),
        ...textIn(message.content, message),
        utteranceId: name.slice(name.lastIndexOf("/") + 1),
        name,
        ...sentimentIn(message.sentimentAnalysis),
        saidAtMs: timeMsOf(message.sendTime) ?? timeMsOf(message.createTime) ?? null,
      };
    }
    case "human-agent-assistant-event":
      return readSuggestion({ ...told, ...authorIn(raw.attributes[AUTHOR_ATTRIBUTE]) }, payload);
    case TRANSLATION_DATA_TYPE:
      return { ...told, ...readTranslation(payload) };
    case "conversation-lifecycle-event":
      return { ...told, type: "lifecycle", ...readLifecycle(payload) };
  }
}

/** The results are read on demand: with desktops of Google's form only, never. */
function readSuggestion(
  told: Pick<AssistSuggestion, "conversation" | "id" | "publishedAt" | "raw" | "author">,
  payload: JsonObject,
): AssistSuggestion {
  let read: Suggestion[] | undefined;
  return {
    ...told,
    type: "suggestion",
    features: featuresOf(payload),
    get suggestions() {
      read ??= listOf(payload.suggestionResults).flatMap(readSuggestionResult);
      return read;
    },
  };
}

/** The words unchanged, to the last space. */
function textIn(text: unknown, { languageCode }: JsonObject) {
  return { text: typeof text === "string" ? text : "", languageCode: textOf(languageCode) };
}

function speakerIn(speaker: unknown): { speaker?: Speaker } {
  return isSpeaker(speaker) ? { speaker } : {};
}

/** The score of a SentimentAnalysisResult (v2beta1 session.proto); proto3 JSON leaves out 0. */
function sentimentIn(analysis: unknown): { sentiment?: number } {
  const sentiment = asObject(recordOf(analysis).queryTextSentiment);
  return sentiment === undefined ? {} : { sentiment: numberOf(sentiment.score) ?? 0 };
}

function authorIn(author: unknown): Pick<AssistSuggestion, "author"> {
  return author === "agent" ? { author } : {};
}

/** An id, or the resource name that ends with it. */
function participantIn(name: unknown): { participantId?: string } {
  const participantId = textOf(name).split("/").at(-1) ?? "";
  return participantId === "" ? {} : { participantId };
}

function offsetOf({ speechEndOffset }: JsonObject, attributes: Record<string, string>): AudioOffset | null {
  const participantId = attributes.participant_id ?? "";
  // A Duration in proto3 JSON: "12.300s".
  const endSeconds = typeof speechEndOffset === "string" ? Number(speechEndOffset.replace(/s$/, "")) : 0;
  return participantId !== "" && endSeconds > 0 ? { participantId, endSeconds } : null;
}

/** ConversationEvent.Type (google.cloud.dialogflow.v2beta1). */
const CHANGE_OF_TYPE: Readonly<Record<string, AssistLifecycle["change"]>> = {
  CONVERSATION_STARTED: "started",
  CONVERSATION_FINISHED: "finished",
  HUMAN_INTERVENTION_NEEDED: "handoffNeeded",
  UNRECOVERABLE_ERROR: "failed",
};

function readLifecycle({ type, errorStatus }: JsonObject): Pick<AssistLifecycle, "change" | "message"> {
  const change = CHANGE_OF_TYPE[textOf(type)] ?? "other";
  return { change, message: change === "failed" ? textOf(recordOf(errorStatus).message) : "" };
}
