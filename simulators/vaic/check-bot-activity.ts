/** What VoiceAI Connect understands of a bot's activities: shapes, names and participants are held against its rules. */
import { asObject } from "../../src/base/json.ts";
import type { BotActivity } from "./activity.ts";

/** Events a bot may send (Bot API, events from bot to VoiceAI Connect). */
const BOT_EVENTS = new Set([
  "hangup",
  "transfer",
  "handover",
  "config",
  "sendMetaData",
  "playUrl",
  "startRecognition",
  "stopRecognition",
  "startCallRecording",
  "stopCallRecording",
  "pauseCallRecording",
  "resumeCallRecording",
  "abortPrompts",
  "expectAnotherBotMessage",
  "sendDtmf",
]);

export type CheckedActivity = { ok: true; activity: BotActivity } | { ok: false; problem: string };

/** Checks one activity of the bot, in Bot API form. `participants` are the ids the start event announced. */
export function checkBotActivity(raw: unknown, participants: readonly string[]): CheckedActivity {
  const problem = (text: string): CheckedActivity => ({ ok: false, problem: text });
  const fields = asObject(raw);
  if (fields === undefined) return problem("an activity is not an object");
  const { type, name, id, timestamp } = fields;
  if (id !== undefined && typeof id !== "string") return problem("an activity's id is not a string");
  if (timestamp !== undefined && !isTime(timestamp)) return problem("a timestamp is not ISO 8601 in UTC");
  for (const key of ["activityParams", "sessionParams"] as const) {
    if (fields[key] !== undefined && asObject(fields[key]) === undefined)
      return problem(`${key} is not an object`);
  }
  if (type === "message") {
    return problem("an agent-assist bot sent a message, which would be spoken into the call");
  }
  if (type !== "event") return problem(`the activity type ${JSON.stringify(type)} is not known`);
  if (typeof name !== "string" || !BOT_EVENTS.has(name)) {
    return problem(`the event ${JSON.stringify(name)} is not known`);
  }
  if (name === "startRecognition" || name === "stopRecognition") {
    const target = asObject(fields.activityParams)?.targetParticipant;
    if (typeof target !== "string") return problem(`${name} without activityParams.targetParticipant`);
    if (!participants.includes(target)) return problem(`${name} of a participant that is not in the call`);
  }
  if (name === "sendMetaData" && asObject(fields.value) === undefined) {
    return problem("sendMetaData without an object in value");
  }
  if (name === "config" && asObject(fields.sessionParams) === undefined) {
    return problem("config without sessionParams");
  }
  return { ok: true, activity: fields as unknown as BotActivity };
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
}
