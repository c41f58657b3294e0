/** Activities in the form of Microsoft's Bot Framework, as VoiceAI Connect writes and reads them through Direct Line. */
import { asObject } from "../../../base/json.ts";
import { cutText, parseJson } from "../../../base/text-safety.ts";
import type { InboundActivity, InboundHead, OutboundActivity, StartActivity } from "../activity.ts";
import { encodeActivity, headOf, readMessage } from "../bot-api-codec.ts";
import { type Fields, readEnd, readEvent, readStart, startBeside, textOf } from "../read-event.ts";
import { startDetailsIn } from "../start-details.ts";

/** An activity and where its conversation lives. */
export interface MicrosoftInbound {
  activity: InboundActivity;
  /** The start, where the activity names who takes part and is none itself. */
  start?: StartActivity;
  /** `conversation.id`: names the conversation on this channel. */
  conversationId: string;
  /** VoiceAI Connect's id of the conversation; sent at its start. */
  vaigConversationId?: string;
  /** Base URL of the connector service that takes the answers. */
  serviceUrl?: string;
  channelId?: string;
  /** `recipient` of the request: who the answers come from. */
  bot?: Fields;
  /** `from` of the request: whom the answers are for. */
  user?: Fields;
}

/** Names of the event that begins a call: the Bot API's, and the one told to Microsoft's bots. */
const START_EVENTS: ReadonlySet<string> = new Set(["start", "channel"]);

/** Reads a request's body (Bot Framework, Activity object). Undefined when it names no conversation. */
export function decodeMicrosoft(body: Fields): MicrosoftInbound | undefined {
  const conversationId = textOf(asObject(body.conversation)?.id);
  if (conversationId === undefined) return undefined;
  const serviceUrl = textOf(body.serviceUrl);
  const channelId = textOf(body.channelId);
  const bot = asObject(body.recipient);
  const user = asObject(body.from);
  const details = detailsOf(body);
  const activity = readActivity(body, details);
  const start = activity.kind === "start" ? undefined : startBeside(details);
  const vaigConversationId = textOf(startDetailsIn(details).vaigConversationId);
  return {
    activity,
    ...(start === undefined ? {} : { start }),
    conversationId,
    ...(vaigConversationId === undefined ? {} : { vaigConversationId }),
    ...(serviceUrl === undefined ? {} : { serviceUrl }),
    ...(channelId === undefined ? {} : { channelId }),
    ...(bot === undefined ? {} : { bot }),
    ...(user === undefined ? {} : { user }),
  };
}

/** Parameters are in channelData; an event's payload is in value, which Copilot Studio may send as JSON text. */
function detailsOf(body: Fields): Fields {
  return { ...asObject(body.channelData), ...asObject(body.parameters), ...asObject(parsed(body.value)) };
}

function readActivity(body: Fields, details: Fields): InboundActivity {
  const head: InboundHead = headOf({ ...body, language: body.locale });
  const { type, name } = body;
  if (typeof type !== "string") return { ...head, kind: "malformed", problem: "an activity without a type" };
  switch (type.toLowerCase()) {
    case "message":
      return readMessage(head, body, details);
    case "event":
      if (typeof name !== "string") return { ...head, kind: "malformed", problem: "an event without a name" };
      if (START_EVENTS.has(name.toLowerCase())) return readStart(head, details);
      return readEvent(head, name, details, body.value);
    case "endofconversation":
      return readEnd(head, { reason: body.text, ...details });
    case "conversationupdate":
    case "typing":
      return { ...head, kind: "notice", name: type };
    default:
      return { ...head, kind: "unknown", name: cutText(type, 64) };
  }
}

/** Settings and parameters go into channelData (Sending activities, Microsoft Bot Framework). */
export function encodeBotFramework(activity: OutboundActivity): Record<string, unknown> {
  const { activityParams, sessionParams, ...rest } = encodeActivity(activity);
  const channelData = carrierOf(activityParams, sessionParams);
  return channelData === undefined ? rest : { ...rest, channelData };
}

/** The object that carries both kinds of parameters; undefined if there are none. */
export function carrierOf(
  activityParams: unknown,
  sessionParams: unknown,
): Record<string, unknown> | undefined {
  if (activityParams === undefined && sessionParams === undefined) return undefined;
  return {
    ...(activityParams === undefined ? {} : { activityParams }),
    ...(sessionParams === undefined ? {} : { sessionParams }),
  };
}

function parsed(value: unknown): unknown {
  if (typeof value !== "string" || !value.trimStart().startsWith("{")) return value;
  try {
    return parseJson(value);
  } catch {
    // A text that only looks like JSON has no fields.
    return value;
  }
}
