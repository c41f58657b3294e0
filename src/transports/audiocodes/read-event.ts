/** Events of VoiceAI Connect by name, wherever a framework puts their payload. */
import { asObject } from "../../base/json.ts";
import { cutText, isId } from "../../base/text-safety.ts";
import type {
  AgentConnectedActivity,
  AnnouncedParticipant,
  CallEnd,
  HypothesisActivity,
  InboundActivity,
  InboundHead,
  StartActivity,
  TextActivity,
} from "./activity.ts";
import { namesParticipants, startDetailsIn } from "./start-details.ts";

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Sent to bots, of no consequence for one that only listens (Bot API, bot parameter sendEventsToBot). */
const NOTICES: ReadonlySet<string> = new Set([
  "channel",
  "dialoutinitiated",
  "nouserinput",
  "paramchanged",
  "playfinished",
  "speakerverificationactionresult",
  "speakerverificationenrollcompleted",
  "speakerverificationenrollprogress",
  "speakerverificationspeakerstatus",
  "speakerverificationverifycompleted",
  "speakerverificationverifyprogress",
  "transferstatus",
]);

/** More than take part in a call; beyond this no entry is read. */
const MAX_PARTICIPANTS = 64;
const LONGEST_NAME = 64;

/**
 * Reads an event. `payload` holds its fields, from `value`, `parameters` or both (sources differ on where the fields of
 * speechHypothesis are); `value` is given apart for events whose value is not an object.
 */
export function readEvent(
  head: InboundHead,
  name: string,
  payload: Fields,
  value: unknown = undefined,
): InboundActivity {
  // Administrators may rename the start event or change it (VoiceAI Connect, call initiation).
  if (payload.participants !== undefined && namesParticipants(startDetailsIn(payload)))
    return readStart(head, payload);
  switch (name.toLowerCase()) {
    case "start":
      return readStart(head, payload);
    case "agentconnected":
      return readAgentConnected(head, payload);
    case "speechhypothesis": {
      const text = textOf(payload.text);
      if (text === undefined)
        return { ...head, kind: "malformed", problem: "a speechHypothesis without text" };
      const activity: HypothesisActivity = { kind: "hypothesis", text };
      fillIn(activity, head, payload);
      const { stability } = payload;
      if (typeof stability === "number") activity.stability = stability;
      return activity;
    }
    case "voicedetected":
      return { ...head, kind: "speech", isSpeaking: true, ...participantOf(payload) };
    case "silencedetected":
      return { ...head, kind: "speech", isSpeaking: false, ...participantOf(payload) };
    case "dtmf":
      return {
        ...head,
        kind: "dtmf",
        digits: String(value ?? payload.value ?? ""),
        ...participantOf(payload),
      };
    case "conversationend":
      return readEnd(head, payload);
    default:
      return NOTICES.has(name.toLowerCase())
        ? { ...head, kind: "notice", name }
        : { ...head, kind: "unknown", name: cutText(`event/${name}`, LONGEST_NAME) };
  }
}

/**
 * The details of the start event (Bot API, call initiation), wherever they are in these objects. For SIPREC calls every
 * one of them may be absent.
 */
export function readStart(head: InboundHead, ...sources: readonly unknown[]): StartActivity {
  const parameters = startDetailsIn(...sources);
  const { agentConnected, outboundTarget, dialoutMetadata } = parameters;
  const isAgentConnected = truthOf(agentConnected);
  return {
    ...head,
    kind: "start",
    participants: readParticipants(parameters.participants),
    ...(isAgentConnected === undefined ? {} : { agentConnected: isAgentConnected }),
    caller: callEndOf(parameters.caller, parameters.callerHost, parameters.callerDisplayName),
    callee: callEndOf(parameters.callee, parameters.calleeHost, undefined),
    isOutbound: outboundTarget !== undefined || dialoutMetadata !== undefined,
  };
}

/** The start that comes with other words or events, where these name who takes part; undefined if they do not. */
export function startBeside(...sources: readonly unknown[]): StartActivity | undefined {
  const start = readStart({}, ...sources);
  return start.participants.length > 0 ? start : undefined;
}

/** Entries without a usable participant id, and repeats of one, are left out. */
function readParticipants(value: unknown): AnnouncedParticipant[] {
  const participants = new Map<string, AnnouncedParticipant>();
  const entries: unknown[] = Array.isArray(value) ? value : [value];
  for (const entry of entries.slice(0, MAX_PARTICIPANTS)) {
    const fields = asObject(typeof entry === "string" ? { participant: entry } : entry);
    const participant = textOf(fields?.participant);
    if (fields === undefined || participant === undefined || !isId(participant)) continue;
    if (participants.has(participant)) continue;
    const uriUser = textOf(fields.uriUser);
    const uriHost = textOf(fields.uriHost);
    const displayName = textOf(fields.displayName);
    participants.set(participant, {
      participant,
      ...(uriUser === undefined ? {} : { uriUser }),
      ...(uriHost === undefined ? {} : { uriHost }),
      ...(displayName === undefined ? {} : { displayName }),
    });
  }
  return [...participants.values()];
}

/** Keys are trimmed: AudioCodes' own example for Dialogflow prints "metadataToBot ". */
function readAgentConnected(head: InboundHead, payload: Fields): InboundActivity {
  const trimmed: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(payload)) trimmed[key.trim()] = value;
  const connected = truthOf(trimmed.connected);
  if (connected === undefined) {
    const problem = "an agentConnected event without a readable connected";
    return { ...head, kind: "malformed", problem, isPresence: true };
  }
  const agentId = textOf(trimmed.agentId);
  const activity: AgentConnectedActivity = {
    ...head,
    kind: "agentConnected",
    connected,
    metadata: asObject(trimmed.metadataToBot) ?? {},
  };
  return agentId === undefined ? activity : { ...activity, agentId };
}

/** A truth, also as a text: some senders write all values as texts. */
function truthOf(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string") return undefined;
  const text = value.trim().toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** Fields of a disconnect (Bot API, call disconnect notification). */
export function readEnd(head: InboundHead, payload: Fields): InboundActivity {
  const reasonCode = textOf(payload.reasonCode);
  const end = { ...head, kind: "end" as const, reason: textOf(payload.reason) ?? "" };
  return reasonCode === undefined ? end : { ...end, reasonCode };
}

/** Dialogflow refuses a text in a language that cannot be one (BCP 47); "en_US" is how some write it. */
const LANGUAGE = /^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*$/;

/** A language code to be used; undefined for anything else: then the setting's counts. */
export function languageOf(value: unknown): string | undefined {
  const code = typeof value === "string" ? value.trim() : "";
  return LANGUAGE.test(code) ? code.replaceAll("_", "-") : undefined;
}

/** A string that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * Head, speaker and confidence of words. Assigned one by one: these are most of what comes, and spreading objects took a
 * quarter of the time a request costs.
 */
export function fillIn(
  activity: HypothesisActivity | TextActivity,
  { activityId, timestampMs, language }: InboundHead,
  fields: Fields | undefined,
): void {
  if (activityId !== undefined) activity.activityId = activityId;
  if (timestampMs !== undefined) activity.timestampMs = timestampMs;
  if (language !== undefined) activity.language = language;
  const participant = textOf(fields?.participant);
  if (participant !== undefined) activity.participant = participant;
  const participantUriUser = textOf(fields?.participantUriUser);
  if (participantUriUser !== undefined) activity.participantUriUser = participantUriUser;
  if (typeof fields?.confidence === "number") activity.confidence = fields.confidence;
}

/** The speaker of an event, as an optional field. */
function participantOf(fields: Fields | undefined): { participant?: string } {
  const participant = textOf(fields?.participant);
  return participant === undefined ? {} : { participant };
}

function callEndOf(user: unknown, host: unknown, displayName: unknown): CallEnd {
  const end: CallEnd = {};
  if (typeof user === "string") end.user = user;
  if (typeof host === "string") end.host = host;
  if (typeof displayName === "string") end.displayName = displayName;
  return end;
}
