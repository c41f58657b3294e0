/** Dialogflow ES: VoiceAI Connect's queries as the agent's webhook sees them (v2 WebhookRequest, WebhookResponse). */
import { asObject } from "../../../base/json.ts";
import type { InboundActivity, OutboundActivity } from "../activity.ts";
import { type Fields, textOf } from "../read-event.ts";
import {
  customPayloadOf,
  type DialogflowInbound,
  inboundOf,
  isStartEvent,
  languageHead,
  queryDetailsOf,
  readDialogflowEvent,
  readDialogflowText,
  readQueryInput,
  sessionIdOf,
} from "./dialogflow-events.ts";

/** VoiceAI Connect sets the speaker as an input context of this name, so that intents can be filtered by it. */
const PARTICIPANT_CONTEXT = /^vaig-participant-(.+)$/;

interface Context {
  name: string;
  parameters: Fields;
}

/** Undefined when it names no session. */
export function decodeDialogflowEs(body: Fields): DialogflowInbound | undefined {
  const sessionId = sessionIdOf(body.session);
  if (sessionId === undefined) return undefined;
  const queryResult = asObject(body.queryResult) ?? {};
  const contexts = contextsOf(queryResult.outputContexts);
  const payload = asObject(asObject(body.originalDetectIntentRequest)?.payload) ?? {};
  const details = [
    payload,
    asObject(queryResult.parameters) ?? {},
    ...contexts.map(({ parameters }) => parameters),
  ];
  const activity = readQueryInput(body) ?? readRequest(queryResult, contexts, payload, details);
  return inboundOf(sessionId, activity, [...queryDetailsOf(body), ...details]);
}

function readRequest(
  queryResult: Fields,
  contexts: readonly Context[],
  payload: Fields,
  details: readonly Fields[],
): InboundActivity {
  const head = languageHead(queryResult.languageCode);
  const text = textOf(queryResult.queryText);
  if (text === undefined) {
    return { ...head, kind: "malformed", problem: "a webhook request without event or text" };
  }
  const participant = participantIn(contexts);
  // An event's name is in the place of a query's text; a context of that name, in lower case, has its parameters.
  const ofEvent = contexts.find(({ name }) => name.toLowerCase() === text.toLowerCase());
  const isEvent = ofEvent !== undefined || (isStartEvent(text) && participant === undefined);
  const isSaid = payload.participant !== undefined || payload.participantUriUser !== undefined;
  if (isEvent && !isSaid) {
    const parameters = { ...payload, ...asObject(queryResult.parameters), ...ofEvent?.parameters };
    return readDialogflowEvent(head, text, parameters, details);
  }
  return readDialogflowText(head, text, {
    ...(participant === undefined ? {} : { participant }),
    ...payload,
  });
}

/** Contexts by the last part of their name. */
function contextsOf(value: unknown): Context[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    const fields = asObject(entry);
    const name = textOf(fields?.name)?.split("/").at(-1);
    return name === undefined ? [] : [{ name, parameters: asObject(fields?.parameters) ?? {} }];
  });
}

function participantIn(contexts: readonly Context[]): string | undefined {
  return contexts.map(({ name }) => PARTICIPANT_CONTEXT.exec(name)?.[1]).find((id) => id !== undefined);
}

/** The webhook's answer: the activities as one custom payload. */
export function encodeDialogflowEs(activities: readonly OutboundActivity[]): Record<string, unknown> {
  const payload = customPayloadOf(activities);
  return payload === undefined ? {} : { fulfillmentMessages: [{ payload }] };
}
