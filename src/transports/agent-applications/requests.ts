/** Reads what applications send; names of fields are those of names.ts. Each reader throws ApplicationRefusal. */
import { asObject, type JsonObject } from "../../base/json.ts";
import { isId, MAX_ID_CHARACTERS, parseJson } from "../../base/text-safety.ts";
import { FIELDS } from "./names.ts";
import { ApplicationRefusal } from "./refusal.ts";

/** Largest metadata of one message, as JSON. */
const MAX_METADATA_BYTES = 16 * 1024;
const MAX_DEPTH = 32;
/** Far more than an agent has at once. */
const MAX_RESUMED = 64;

export interface InitRequest {
  agentId?: string;
  phoneNumber?: string;
  five9AgentId?: string;
  /** By session: the last sequence of metadata that the application has. */
  resume: ReadonlyMap<string, number>;
}

export interface AskRequest {
  /** Of one call; absent: the agent's newest one. */
  conversationId?: string;
  botName: string;
  metadataToBot: JsonObject;
  /** Whether to wait for a call where the agent is in none. */
  wait: boolean;
}

export interface SessionRequest {
  sessionId: string;
}

/** The one argument of a message; none reads as an empty object. */
export function readPayload(argument: unknown): JsonObject {
  const payload = argument === undefined || argument === null ? {} : asObject(argument);
  if (payload === undefined) throw bad("the message must be one JSON object");
  return payload;
}

export function readInit(payload: JsonObject): InitRequest {
  // Bounded like all metadata, and not used further: it is about the agent, and the application's own.
  readMetadata(payload, FIELDS.metadata);
  const agentId = optionalId(payload, FIELDS.agentId);
  const phoneNumber = optionalId(payload, FIELDS.phoneNumber);
  const five9AgentId = optionalId(payload, FIELDS.five9AgentId);
  return {
    ...(agentId === undefined ? {} : { agentId }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(five9AgentId === undefined ? {} : { five9AgentId }),
    resume: readResume(payload[FIELDS.resume]),
  };
}

export function readAsk(payload: JsonObject): AskRequest {
  const conversationId = optionalId(payload, FIELDS.conversationId);
  const wait = payload[FIELDS.wait];
  if (wait !== undefined && typeof wait !== "boolean") throw bad(`${FIELDS.wait} must be true or false`);
  return {
    ...(conversationId === undefined ? {} : { conversationId }),
    botName: optionalId(payload, FIELDS.botName) ?? "",
    metadataToBot: readMetadata(payload, FIELDS.metadataToBot),
    wait: wait ?? true,
  };
}

export function readSession(payload: JsonObject): SessionRequest {
  const sessionId = optionalId(payload, FIELDS.sessionId);
  if (sessionId === undefined) throw bad(`${FIELDS.sessionId} is missing`);
  return { sessionId };
}

export function readToBot(payload: JsonObject): SessionRequest & { metadata: JsonObject } {
  if (payload[FIELDS.metadata] === undefined) throw bad(`${FIELDS.metadata} is missing`);
  return { ...readSession(payload), metadata: readMetadata(payload, FIELDS.metadata) };
}

export function readJoin(payload: JsonObject): SessionRequest & { after: number } {
  return { ...readSession(payload), after: readAfter(payload[FIELDS.after]) };
}

/** Given back in the answer, so that answers without acknowledgement can be told apart. */
export function requestIdOf(payload: JsonObject): string | number | undefined {
  const id = payload[FIELDS.requestId];
  return typeof id === "number" || (typeof id === "string" && id.length <= MAX_ID_CHARACTERS)
    ? id
    : undefined;
}

/** A JSON object of the application's own; absent reads as empty. */
function readMetadata(payload: JsonObject, field: string): JsonObject {
  const value = payload[field];
  if (value === undefined || value === null) return {};
  if (asObject(value) === undefined || !isPlain(value, MAX_DEPTH)) {
    throw bad(`${field} must be a JSON object, without binary values and not nested deeply`);
  }
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > MAX_METADATA_BYTES) {
    throw new ApplicationRefusal("tooLarge", `${field} is larger than ${MAX_METADATA_BYTES} bytes of JSON`);
  }
  return asObject(parseJson(text)) ?? {};
}

/** Socket.IO puts binary attachments into messages. */
function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || depth === 0) return false;
  return Object.values(value).every((inner) => isPlain(inner, depth - 1));
}

function readResume(value: unknown): ReadonlyMap<string, number> {
  if (value === undefined || value === null) return new Map();
  if (!Array.isArray(value) || value.length > MAX_RESUMED) {
    throw bad(`${FIELDS.resume} must be a list of at most ${MAX_RESUMED} sessions`);
  }
  return new Map(
    value.map((entry) => {
      const fields = readPayload(entry);
      return [readSession(fields).sessionId, readAfter(fields[FIELDS.after])];
    }),
  );
}

function readAfter(value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw bad(`${FIELDS.after} must be a sequence number`);
}

function optionalId(payload: JsonObject, field: string): string | undefined {
  const value = payload[field];
  if (value === undefined || value === null || value === "") return undefined;
  // Ids of some systems are numbers.
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text === "string" && isId(text)) return text;
  throw bad(`${field} must be a text of 1 to ${MAX_ID_CHARACTERS} characters without control characters`);
}

function bad(message: string): ApplicationRefusal {
  return new ApplicationRefusal("badRequest", message);
}
