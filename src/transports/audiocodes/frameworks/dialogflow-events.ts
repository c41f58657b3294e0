/** What both editions of Dialogflow share: events by name, payload parameters, and the custom payload of the answer. */
import { asObject } from "../../../base/json.ts";
import type { InboundActivity, InboundHead, OutboundActivity, StartActivity } from "../activity.ts";
import { encodeActivities, readMessage } from "../bot-api-codec.ts";
import { type Fields, languageOf, readEvent, readStart, startBeside, textOf } from "../read-event.ts";
import { startDetailsIn } from "../start-details.ts";

/** A webhook request in neutral form. */
export interface DialogflowInbound {
  activity: InboundActivity;
  /** Last part of the session's name: the same for all requests of a conversation. */
  sessionId: string;
  /** VoiceAI Connect's own id of the conversation, where the call's details are known to the agent. */
  vaigConversationId?: string;
  /**
   * The start, where the request's details name who takes part and it is none itself: the agent may not have called the
   * webhook for the start.
   */
  start?: StartActivity;
}

/** Names of the event that begins a conversation: VoiceAI Connect's, and Dialogflow's usual one. */
const START_EVENTS: ReadonlySet<string> = new Set(["start", "welcome"]);

export function isStartEvent(name: string): boolean {
  return START_EVENTS.has(name.toLowerCase());
}

/**
 * A request read. `details` are all places in which the details of the start may be: where they are is up to the agent
 * (session parameters, payload, contexts; flat, or within one of these).
 */
export function inboundOf(
  sessionId: string,
  activity: InboundActivity,
  details: readonly Fields[],
): DialogflowInbound {
  const vaigConversationId = textOf(startDetailsIn(...details).vaigConversationId);
  const start = activity.kind === "start" ? undefined : startBeside(...details);
  return {
    activity,
    sessionId,
    ...(vaigConversationId === undefined ? {} : { vaigConversationId }),
    ...(start === undefined ? {} : { start }),
  };
}

/**
 * Reads an event. One that brings participants begins the call, however the administrator named it. `details`: further
 * places in which those of a start may be.
 */
export function readDialogflowEvent(
  head: InboundHead,
  name: string,
  parameters: Fields,
  details: readonly Fields[],
): InboundActivity {
  if (isStartEvent(name)) return readStart(head, parameters, ...details);
  return readEvent(head, name, parameters, parameters.value);
}

/** Reads what was said; `payload` are the query's payload parameters (participant, participantUriUser). */
export function readDialogflowText(head: InboundHead, text: string, payload: Fields): InboundActivity {
  return readMessage(head, { text }, payload);
}

/** One custom payload that holds all activities, in order; undefined when there is nothing to send. */
export function customPayloadOf(
  activities: readonly OutboundActivity[],
): { activities: Record<string, unknown>[] } | undefined {
  return activities.length === 0 ? undefined : { activities: encodeActivities(activities) };
}

/** The session's id from its name, ".../sessions/<id>", where contexts and environments may follow or precede. */
export function sessionIdOf(name: unknown): string | undefined {
  return typeof name === "string" ? /\/sessions\/([^/]+)/.exec(name)?.[1] : undefined;
}

export function languageHead(languageCode: unknown): InboundHead {
  const language = languageOf(languageCode);
  return language === undefined ? {} : { language };
}

/**
 * The body of a detectIntent call, as VoiceAI Connect makes it, for a proxy that passes queries on as they are: an event
 * with its parameters, or a text with payload parameters (ES v2 and CX v3, DetectIntentRequest). Undefined when it is none.
 */
export function readQueryInput(body: Fields): InboundActivity | undefined {
  const queryInput = asObject(body.queryInput);
  const event = asObject(queryInput?.event);
  const name = textOf(event?.name) ?? textOf(event?.event);
  const details = queryDetailsOf(body);
  if (event !== undefined && name !== undefined) {
    const head = languageHead(event.languageCode ?? queryInput?.languageCode);
    return readDialogflowEvent(head, name, asObject(event.parameters) ?? {}, details);
  }
  const text = asObject(queryInput?.text);
  if (typeof text?.text !== "string") return undefined;
  const payload = asObject(asObject(body.queryParams)?.payload) ?? {};
  return readDialogflowText(languageHead(text.languageCode ?? queryInput?.languageCode), text.text, payload);
}

/** Where a detectIntent call may have the details of a start. */
export function queryDetailsOf(body: Fields): Fields[] {
  const queryParams = asObject(body.queryParams);
  const event = asObject(asObject(body.queryInput)?.event);
  const places = [event?.parameters, queryParams?.payload, queryParams?.parameters];
  return places.map(asObject).filter((place) => place !== undefined);
}
