/** Activities in the form of AudioCodes' own Bot API, the same in HTTP and WebSocket mode. */
import { asObject } from "../../base/json.ts";
import { cutText, isBlank } from "../../base/text-safety.ts";
import type { InboundActivity, InboundHead, OutboundActivity, TextActivity } from "./activity.ts";
import { type Fields, fillIn, languageOf, readEvent, readStart, startBeside } from "./read-event.ts";
import { startedWith } from "./start-details.ts";

const LONGEST_ID = 200;
const LONGEST_NAME = 64;

/** Reads the `activities` of a request or frame, in order; an unreadable one becomes a malformed one. */
export function decodeActivities(activities: readonly unknown[]): InboundActivity[] {
  return activities.flatMap((raw) => {
    const activity = decodeActivity(raw);
    const parameters = activity.kind === "text" ? asObject(asObject(raw)?.parameters) : undefined;
    const start = parameters?.participants === undefined ? undefined : startBeside(parameters);
    return start === undefined ? [activity] : startedWith(start, activity);
  });
}

/** One activity (Bot API, activity object). `type` and event names are taken in any case. */
export function decodeActivity(raw: unknown): InboundActivity {
  const fields = asObject(raw);
  if (fields === undefined) return { kind: "malformed", problem: "an activity that is not an object" };
  const head = headOf(fields);
  const { type, name } = fields;
  if (typeof type !== "string") return { ...head, kind: "malformed", problem: "an activity without a type" };
  const parameters = asObject(fields.parameters);
  switch (type.toLowerCase()) {
    case "message":
      return readMessage(head, fields, parameters ?? {});
    case "event":
      if (typeof name !== "string") return { ...head, kind: "malformed", problem: "an event without a name" };
      if (name.toLowerCase() === "start") return readStart(head, fields.value, parameters, fields);
      return readEvent(head, name, payloadOf(parameters, asObject(fields.value)), fields.value);
    default:
      return { ...head, kind: "unknown", name: cutText(type, LONGEST_NAME) };
  }
}

function payloadOf(parameters: Fields | undefined, value: Fields | undefined): Fields {
  if (parameters === undefined) return value ?? {};
  return value === undefined ? parameters : { ...parameters, ...value };
}

/** `id`, `timestamp` (ISO 8601) and `language`, as far as they can be used. */
export function headOf(fields: Fields): InboundHead {
  const head: InboundHead = {};
  const { id, timestamp, language } = fields;
  if (typeof id === "string" && id !== "" && id.length <= LONGEST_ID) head.activityId = id;
  const timestampMs = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  if (!Number.isNaN(timestampMs)) head.timestampMs = timestampMs;
  const languageCode = languageOf(language);
  if (languageCode !== undefined) head.language = languageCode;
  return head;
}

/** What was said. `parameters` may be elsewhere in another framework (channelData). */
export function readMessage(head: InboundHead, fields: Fields, parameters: Fields): InboundActivity {
  const { text } = fields;
  if (typeof text !== "string") return { ...head, kind: "malformed", problem: "a message without text" };
  if (isBlank(text)) return { ...head, kind: "notice", name: "empty message" };
  const activity: TextActivity = { kind: "text", text };
  fillIn(activity, head, parameters);
  if (parameters.recognitionOutput !== undefined) activity.recognitionOutput = parameters.recognitionOutput;
  return activity;
}

/** Activities in the form of a response or an `activities` frame. */
export function encodeActivities(activities: readonly OutboundActivity[]): Record<string, unknown>[] {
  return activities.map(encodeActivity);
}

export function encodeActivity(activity: OutboundActivity): Record<string, unknown> {
  const head = { id: activity.id, timestamp: new Date(activity.timestampMs).toISOString(), type: "event" };
  switch (activity.kind) {
    case "startRecognition":
    case "stopRecognition":
      return { ...head, name: activity.kind, activityParams: { targetParticipant: activity.participant } };
    case "config":
      return { ...head, name: "config", sessionParams: activity.sessionParams };
    case "metadata":
      return { ...head, name: "sendMetaData", value: activity.value };
    case "hangup":
      return { ...head, name: "hangup", activityParams: { hangupReason: activity.reason } };
  }
}
