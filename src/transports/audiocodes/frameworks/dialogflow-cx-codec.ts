/** Dialogflow CX: VoiceAI Connect's queries as the agent's webhook sees them (v3 WebhookRequest, WebhookResponse). */
import { asObject } from "../../../base/json.ts";
import type { InboundActivity, OutboundActivity } from "../activity.ts";
import { type Fields, textOf } from "../read-event.ts";
import {
  customPayloadOf,
  type DialogflowInbound,
  inboundOf,
  languageHead,
  queryDetailsOf,
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
  const request = {
    payload: asObject(body.payload) ?? {},
    session: asObject(sessionInfo?.parameters) ?? {},
  };
  const activity = readQueryInput(body) ?? readRequest(body, request);
  return inboundOf(sessionId, activity, [...queryDetailsOf(body), request.payload, request.session]);
}

function readRequest(
  body: Fields,
  { payload, session }: { payload: Fields; session: Fields },
): InboundActivity {
  const head = languageHead(body.languageCode);
  const event = textOf(body.triggerEvent);
  if (event !== undefined) {
    // VoiceAI Connect leaves an event's parameters in the session, as $session.params.event-<name>.
    const parameters = { ...payload, ...asObject(session[`event-${event}`]) };
    return readDialogflowEvent(head, event, parameters, [session]);
  }
  const digits = textOf(body.dtmfDigits);
  if (digits !== undefined) return { ...head, kind: "dtmf", digits };
  // A voice agent's words are in transcript, a text agent's in text.
  const text = textOf(body.text) ?? textOf(body.transcript);
  if (text !== undefined) return readDialogflowText(head, text, { ...speakerIn(session), ...payload });
  return { ...head, kind: "malformed", problem: "a webhook request without event, text or digits" };
}

/** The speaker of the last query, should VoiceAI Connect's payload parameters come as the session's. */
function speakerIn({ participant, participantUriUser }: Fields): Fields {
  return { participant, participantUriUser };
}

/** The webhook's answer: the activities as a custom payload after the agent's own messages. */
export function encodeDialogflowCx(activities: readonly OutboundActivity[]): Record<string, unknown> {
  const payload = customPayloadOf(activities);
  return payload === undefined
    ? {}
    : { fulfillmentResponse: { messages: [{ payload }], mergeBehavior: "APPEND" } };
}
