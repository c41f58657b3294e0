/** What both editions of Dialogflow share: events by name, payload parameters, and the custom payload of the answer. */
import { asObject } from "../../../base/json.ts";
import type { InboundActivity, InboundHead, OutboundActivity } from "../activity.ts";
import { encodeActivities, readMessage } from "../bot-api-codec.ts";
import { type Fields, readEvent, readStart, textOf } from "../read-event.ts";

/** A webhook request in neutral form. */
export interface DialogflowInbound {
  activity: InboundActivity;
  /** Last part of the session's name: the same for all requests of a conversation. */
  sessionId: string;
  /** VoiceAI Connect's own id of the conversation, where the call's details are known to the agent. */
  vaigConversationId?: string;
}

/** Names of the event that begins a conversation: VoiceAI Connect's, and Dialogflow's usual one. */
const START_EVENTS: ReadonlySet<string> = new Set(["start", "welcome"]);

/** Reads an event. One that brings participants begins the call, however the administrator named it. */
export function readDialogflowEvent(head: InboundHead, name: string, parameters: Fields): InboundActivity {
  const isStart = START_EVENTS.has(name.toLowerCase()) || Array.isArray(parameters.participants);
  return isStart ? readStart(head, parameters) : readEvent(head, name, parameters, parameters.value);
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
  const language = textOf(languageCode);
  return language === undefined ? {} : { language };
}

/**
 * The body of a detectIntent call, as VoiceAI Connect makes it, for a proxy that passes queries on as they are: an event
 * with its parameters, or a text with payload parameters. Undefined when it is none.
 */
export function readQueryInput(body: Fields): InboundActivity | undefined {
  const queryInput = asObject(body.queryInput);
  const event = asObject(queryInput?.event);
  const name = textOf(event?.name);
  if (event !== undefined && name !== undefined) {
    return readDialogflowEvent(languageHead(event.languageCode), name, asObject(event.parameters) ?? {});
  }
  const text = asObject(queryInput?.text);
  if (typeof text?.text !== "string") return undefined;
  const payload = asObject(asObject(body.queryParams)?.payload) ?? {};
  return readDialogflowText(languageHead(text.languageCode), text.text, payload);
}
