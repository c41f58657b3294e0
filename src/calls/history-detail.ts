/** What of an event a history keeps: all that guards and actions read, and never words, numbers dialled or session ids. */
import { SidetoneError } from "../base/errors.ts";

/** A field that is not here is not kept. Plain values only; texts are cut at MAX_TEXT_CHARACTERS. */
const KEPT_FIELDS: ReadonlySet<string> = new Set([
  // legs
  "legId",
  "speaker",
  "domainId",
  "campaignId",
  "agentId",
  "skillId",
  "subscriptionId",
  "encoding",
  "sampleRateHertz",
  "cause",
  "statusCode",
  "audioUntilMs",
  "atMs",
  "gapMs",
  // recognition
  "conversationName",
  "stream",
  "participantName",
  "connection",
  "fromMs",
  "toMs",
  "endMs",
  "behindMs",
  "via",
  "code",
  "advice",
  "message",
  "lastWords",
  "medium",
  // the call and those who watch it
  "isPresent",
  "isTooLong",
  "isForGood",
  "reason",
  "operator",
  "sequence",
  "kind",
  "role",
  "sincePublishMs",
  "desktops",
  "desktopId",
  "status",
  "callLeg",
  "failureType",
  "failureDetail",
  "occurredOn",
  "unproved",
  "reportId",
]);

const MAX_TEXT_CHARACTERS = 300;

type Detail = Record<string, unknown>;

/** Null where nothing of it is kept. */
export function detailOf(event: { type: string }): Detail | null {
  let detail: Detail | null = null;
  for (const [field, value] of Object.entries(event)) {
    if (field === "type") continue;
    const kept = KEPT_FIELDS.has(field) ? plain(value) : compound(field, value);
    if (kept === undefined) continue;
    detail ??= {};
    if (field === "error" || field === "input") Object.assign(detail, kept);
    else detail[field] = kept;
  }
  return detail;
}

function plain(value: unknown): unknown {
  if (typeof value === "string") return value === "" ? undefined : value.slice(0, MAX_TEXT_CHARACTERS);
  return typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function compound(field: string, value: unknown): unknown {
  switch (field) {
    case "features":
    case "variableNames":
      return Array.isArray(value) ? plain(value.join(",")) : undefined;
    case "error":
      return errorDetail(value);
    case "output":
      return isObject(value) && typeof value.conversationName === "string"
        ? { conversationName: value.conversationName }
        : undefined;
    case "facts":
      return value;
    case "input":
      // A participant's: what it was spawned for.
      return isObject(value) && "speaker" in value
        ? { speaker: value.speaker, medium: value.medium }
        : undefined;
    default:
      return undefined;
  }
}

/** Code and whether trying again may help decide what the call does next; other errors have only their message. */
function errorDetail(error: unknown): Detail {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, MAX_TEXT_CHARACTERS);
  if (!(error instanceof SidetoneError)) return { message };
  return { code: error.code, message, retryable: error.retryable };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
