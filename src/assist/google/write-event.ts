/** An event in Google's form: unchanged if it came from Google, else written as Google would. */
import type { JsonObject } from "../../base/json.ts";
import type {
  AssistEvent,
  AssistLifecycle,
  AssistMessage,
  FinalTranscript,
  InterimTranscript,
} from "../event.ts";
import { type GoogleNotification, type KeptDataType, TRANSLATION_DATA_TYPE } from "../google-notification.ts";
import { writeTranslation } from "./translation-form.ts";
import { AUTHOR_ATTRIBUTE, roleOfVoice, SPEAKER_ATTRIBUTE } from "./voices.ts";
import { writeSuggestion } from "./write-suggestion.ts";

/** What is kept of the event, and what desktops on Google's UI Modules and webhooks get. */
export function googleFormOf(event: AssistEvent): GoogleNotification {
  if (event.raw !== null) return event.raw;
  const { dataType, fields, attributes = {} } = written(event);
  const payload: JsonObject = { conversation: event.conversation.name, ...fields };
  return { dataType, data: JSON.stringify(payload), payload, attributes };
}

interface Written {
  dataType: KeptDataType;
  /** Beside the conversation's name (google.cloud.dialogflow.v2beta1 ConversationEvent, HumanAgentAssistantEvent). */
  fields: JsonObject;
  attributes?: Record<string, string>;
}

function written(event: AssistEvent): Written {
  switch (event.type) {
    case "transcript.interim":
    case "transcript.final":
      return writtenResult(event);
    case "message":
      return {
        dataType: "new-message-event",
        fields: { type: "NEW_MESSAGE", newMessagePayload: writtenMessage(event) },
      };
    case "suggestion":
      return {
        dataType: "human-agent-assistant-event",
        fields: { suggestionResults: event.suggestions.map(writeSuggestion) },
        ...(event.author === undefined ? {} : { attributes: { [AUTHOR_ATTRIBUTE]: event.author } }),
      };
    case "translation":
      return { dataType: TRANSLATION_DATA_TYPE, fields: writeTranslation(event) };
    case "lifecycle": {
      const { change, message } = event;
      const errorStatus = change === "failed" ? { errorStatus: { message } } : {};
      return {
        dataType: "conversation-lifecycle-event",
        fields: { type: TYPE_OF_CHANGE[change], ...errorStatus },
      };
    }
  }
}

function writtenResult(event: InterimTranscript | FinalTranscript): Written {
  const offset = event.type === "transcript.final" ? event.offset : null;
  const role = roleOfVoice(event.voice);
  return {
    dataType: "new-recognition-result-notification-event",
    fields: {
      type: "NEW_RECOGNITION_RESULT",
      newRecognitionResultPayload: {
        messageType: "TRANSCRIPT",
        transcript: event.text,
        // proto3 JSON leaves isFinal out when it is false.
        ...(event.type === "transcript.final" ? { isFinal: true } : {}),
        ...(offset === null ? {} : { speechEndOffset: `${offset.endSeconds}s` }),
        ...languageOf(event),
      },
    },
    attributes: {
      ...participantOf(event.participantId ?? offset?.participantId),
      ...(event.speaker === undefined ? {} : { [SPEAKER_ATTRIBUTE]: event.speaker }),
      ...(role === undefined ? {} : { participant_role: role }),
      ...(event.utteranceId === "" ? {} : { message_id: event.utteranceId }),
    },
  };
}

function writtenMessage(event: AssistMessage): JsonObject {
  const role = roleOfVoice(event.voice);
  return {
    name: event.name,
    content: event.text,
    ...languageOf(event),
    ...(role === undefined ? {} : { participantRole: role }),
    ...(event.participantId === undefined ? {} : { participant: event.participantId }),
    ...(event.saidAtMs === null ? {} : { sendTime: new Date(event.saidAtMs).toISOString() }),
  };
}

function participantOf(participantId: string | undefined): Record<string, string> {
  return participantId === undefined ? {} : { participant_id: participantId };
}

function languageOf({ languageCode }: { languageCode: string }): JsonObject {
  return languageCode === "" ? {} : { languageCode };
}

const TYPE_OF_CHANGE: Readonly<Record<AssistLifecycle["change"], string>> = {
  started: "CONVERSATION_STARTED",
  finished: "CONVERSATION_FINISHED",
  handoffNeeded: "HUMAN_INTERVENTION_NEEDED",
  failed: "UNRECOVERABLE_ERROR",
  other: "TYPE_UNSPECIFIED",
};
