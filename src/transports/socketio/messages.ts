/** The Socket.IO messages between desktops and the server, and the parsing of desktops' messages. */
import { z } from "zod";
import { publicRoomOf, roomOf } from "../../assist/conversation.ts";
import { asObject } from "../../base/json.ts";
import { isId } from "../../base/text-safety.ts";
import type { UsedSuggestion } from "../../contract/used-suggestion.ts";

/** Codes of an `error-notice`. */
export type NoticeCode = "FORBIDDEN" | "PROTOCOL_VIOLATION" | "LIMIT_EXCEEDED" | "TOKEN_EXPIRED";

/** Server event `error-notice`, one argument. */
export interface ErrorNotice {
  code: NoticeCode;
  message: string;
}

/** Acknowledgement of join-conversation and leave-conversation: two arguments, as Google's front end expects. */
export type RoomAck = (ok: boolean, room: string) => void;

/** Acknowledgement of renew-token. */
export type RenewAck = (ok: boolean) => void;

/**
 * How a desktop wants its events: as Google's UI Modules read them (one Socket.IO event for each kind), or, as
 * Sidetone's pages do, in Sidetone's form (`assist-event`, a ShownAssistEvent with its sequence).
 */
export type EventForm = "google" | "sidetone";

export interface JoinRequest {
  room: string;
  /** The last sequence the desktop has; 0 for none. */
  after: number;
  form: EventForm;
  /** It shows this life of the call, also where the call's id has a newer one. */
  stays: boolean;
  ack: RoomAck;
}

export type ReadJoin = { ok: true; request: JoinRequest } | { ok: false; room: string; ack: RoomAck };

const CONVERSATION_NAME = /^projects\/[^/\s]+\/(locations\/[^/\s]+\/)?conversations\/[^/\s]+$/;
const MAX_NAME_CHARACTERS = 512;

/**
 * Reads the arguments of join-conversation(name, [{after, form, stay}], [ack]) and leave-conversation(name, [ack]).
 * The acknowledgement is optional and last.
 */
export function readJoin(args: readonly unknown[], homeLocation?: string): ReadJoin {
  const last = args.at(-1);
  const ack: RoomAck = isFunction(last) ? (ok, room) => void last(ok, publicRoomOf(room)) : () => {};
  const [name, options, ...rest] = isFunction(last) ? args.slice(0, -1) : args;
  const after = readAfter(options);
  if (!isConversationName(name)) return { ok: false, room: "", ack };
  const room = roomOf(name, homeLocation);
  const form = readForm(options);
  const stay = asObject(options)?.stay ?? false;
  if (after === null || form === null || typeof stay !== "boolean" || rest.length > 0)
    return { ok: false, room, ack };
  // One that has seen a part of a log goes on with that log.
  return { ok: true, request: { room, after, form, stays: stay || after > 0, ack } };
}

/** Reads the arguments of renew-token(token, [ack]); the token is null if it is none. */
export function readRenewal(args: readonly unknown[]): { token: string | null; ack: RenewAck } {
  const [token, last] = args;
  const ack: RenewAck = isFunction(last) ? (ok) => void last(ok) : () => {};
  return { token: typeof token === "string" ? token : null, ack };
}

/** A use that a desktop tells of: in which room, and as other desktops are told. Null if it is none. */
export function readUse(
  args: readonly unknown[],
  homeLocation?: string,
): { room: string; used: UsedSuggestion } | null {
  const [name, used] = args;
  const { success, data } = USED.safeParse(used);
  return success && isConversationName(name) ? { room: roomOf(name, homeLocation), used: data } : null;
}

const text = z.string().min(1).max(10_000);
const USED: z.ZodType<UsedSuggestion> = z.discriminatedUnion("name", [
  z.object({
    name: z.literal("smart-reply-selected"),
    detail: z.object({ answer: z.object({ reply: text }) }),
  }),
  z.object({
    name: z.literal("agent-coaching-response-selected"),
    detail: z.object({ selectedResponse: text }),
  }),
  z.object({ name: z.literal("copy-to-clipboard"), detail: z.object({ textToCopy: text }) }),
]);

/** The token in the CONNECT packet's auth object; null if there is none. */
export function readAuthToken(auth: unknown): string | null {
  const token = asObject(auth)?.token;
  return typeof token === "string" && token !== "" ? token : null;
}

function readAfter(options: unknown): number | null {
  if (options === undefined || options === null) return 0;
  if (typeof options !== "object") return null;
  if (!("after" in options) || options.after === undefined) return 0;
  const { after } = options;
  return typeof after === "number" && Number.isSafeInteger(after) && after >= 0 ? after : null;
}

function readForm(options: unknown): EventForm | null {
  const form = asObject(options)?.form;
  if (form === undefined || form === "google") return "google";
  return form === "sidetone" ? form : null;
}

function isConversationName(name: unknown): name is string {
  return typeof name === "string" && isId(name, MAX_NAME_CHARACTERS) && CONVERSATION_NAME.test(name);
}

function isFunction(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === "function";
}
