/** Dialogflow CX: VoiceAI Connect's queries as the agent's webhook sees them (v3 WebhookRequest, WebhookResponse). */
import { asObject } from "../../../base/json.ts";
import type { InboundActivity, OutboundActivity } from "../activity.ts";
import { type Fields, textOf } from "../read-event.ts";
import {
  customPayloadOf,
  type DialogflowInbound,
  languageHead,
  readDialogflowEvent,
  readDialogflowText,
  readQueryInput,
  sessionIdOf,
} from "./dialogflow-events.ts";

/** Undefined when it names no session. */
export function decodeDialogflowCx(body: Fields): DialogflowInbound | undefined {
  const sessionInfo = asObject(body.sessionInfo);
  const sessionId = sessionIdOf(sessionInfo?.session ?? body.session);
  if (sessionId === undefined) return undefined;
  const parameters = asObject(sessionInfo?.parameters) ?? {};
  const vaigConversationId = conversationIdIn(parameters);
  return {
    activity: readQueryInput(body) ?? readRequest(body, parameters),
    sessionId,
    ...(vaigConversationId === undefined ? {} : { vaigConversationId }),
  };
}

function readRequest(body: Fields, parameters: Fields): InboundActivity {
  const head = languageHead(body.languageCode);
  const payload = asObject(body.payload) ?? {};
  const event = textOf(body.triggerEvent);
  if (event !== undefined) {
    // VoiceAI Connect leaves an event's parameters in the session, as $session.params.event-<name>.
    return readDialogflowEvent(head, event, { ...payload, ...asObject(parameters[`event-${event}`]) });
  }
  const digits = textOf(body.dtmfDigits);
  if (digits !== undefined) return { ...head, kind: "dtmf", digits };
  // A voice agent's words are in transcript, a text agent's in text.
  const text = textOf(body.text) ?? textOf(body.transcript);
  if (text !== undefined) return readDialogflowText(head, text, payload);
  return { ...head, kind: "malformed", problem: "a webhook request without event, text or digits" };
}

function conversationIdIn(parameters: Fields): string | undefined {
  for (const value of [parameters, ...Object.values(parameters)]) {
    const id = textOf(asObject(value)?.vaigConversationId);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** The webhook's answer: the activities as a custom payload after the agent's own messages. */
export function encodeDialogflowCx(activities: readonly OutboundActivity[]): Record<string, unknown> {
  const payload = customPayloadOf(activities);
  return payload === undefined
    ? {}
    : { fulfillmentResponse: { messages: [{ payload }], mergeBehavior: "APPEND" } };
}
