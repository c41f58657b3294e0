/** What applications are sent, under the names of names.ts. */
import type { JsonObject } from "../../base/json.ts";
import { FIELDS, STATUS } from "./names.ts";
import { ApplicationRefusal } from "./refusal.ts";
import type { ShownSession } from "./session.ts";

export interface WireParts {
  /** Conversation name without location, of a call. */
  roomOf(callKey: string): string;
}

/** A session as answers and sessionStatus have it. */
export function sessionForm(session: ShownSession, { roomOf }: WireParts): JsonObject {
  const { sessionId, botName, status, call, startedAtMs } = session;
  return {
    [FIELDS.sessionId]: sessionId,
    [FIELDS.botName]: botName,
    [FIELDS.status]: STATUS[status],
    ...(call === null
      ? {}
      : { [FIELDS.conversationId]: call.vendorCallId, [FIELDS.conversation]: roomOf(call.callKey) }),
    ...(startedAtMs === null ? {} : { [FIELDS.startedAt]: new Date(startedAtMs).toISOString() }),
  };
}

export function statusForm(session: ShownSession, parts: WireParts): JsonObject {
  return {
    ...sessionForm(session, parts),
    ...(session.end === null ? {} : { [FIELDS.reason]: session.end }),
  };
}

/** `{ok: false, error}`; a failure of Sidetone's own tells nothing of its cause. */
export function refusalForm(caught: unknown): JsonObject {
  return { [FIELDS.ok]: false, [FIELDS.error]: errorForm(caught) };
}

export function errorForm(caught: unknown): JsonObject {
  const refusal =
    caught instanceof ApplicationRefusal
      ? caught
      : new ApplicationRefusal("unavailable", "the request could not be carried out; try again");
  return {
    [FIELDS.code]: refusal.wireCode,
    [FIELDS.message]: refusal.message,
    ...(refusal.retryAfterMs === undefined ? {} : { [FIELDS.retryAfterMs]: refusal.retryAfterMs }),
  };
}
