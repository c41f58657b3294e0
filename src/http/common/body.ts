/** Reads a request's body within a limit: as bytes, or as one JSON object in UTF-8. */
import type { MiddlewareHandler } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { asObject, type JsonObject } from "../../base/json.ts";
import { parseJson } from "../../base/text-safety.ts";
import { admitBody, type Sender } from "./body-gate.ts";
import { RefusedError } from "./refusal.ts";

/** What jsonObjectBody leaves for the handler. */
export interface BodyEnv {
  Variables: { body: JsonObject };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** How a body is read. `sender` is "stranger" by default: then it has few places, and is dropped first. */
export interface BodyOptions {
  sender?: Sender;
}

/**
 * Rejects with LIMIT_EXCEEDED beyond `maxBytes`, and as admitBody does; where no content length is given, it stops
 * reading at `maxBytes`.
 */
export async function readBytes(
  request: Request,
  maxBytes: number,
  { sender = "stranger" }: BodyOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const claimedBytes = request.headers.get("content-length");
  if (Number(claimedBytes ?? 0) > maxBytes) throw tooLarge();
  // With a length HTTP itself allows no more bytes than that, and reading them at once costs a fraction.
  if (claimedBytes !== null) {
    const reading = { sender, sizeBytes: Number(claimedBytes) };
    return await admitBody(request, reading, () => request.bytes().catch(brokenOff));
  }
  const { body } = request;
  if (body === null) return new Uint8Array();
  const reading = { sender, sizeBytes: maxBytes };
  return await admitBody(request, reading, () => readChunks(body, maxBytes).catch(brokenOff));
}

async function readChunks(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, sizeBytes);
}

/**
 * Rejects with LIMIT_EXCEEDED beyond `maxBytes`, and with PROTOCOL_VIOLATION for anything but one JSON object in UTF-8.
 * `blank` is what an empty body, or one of white space, reads as.
 */
export async function readJsonObject(
  request: Request,
  maxBytes: number,
  { blank, ...options }: BodyOptions & { blank?: JsonObject } = {},
): Promise<JsonObject> {
  const bytes = await readBytes(request, maxBytes, options);
  let value: unknown;
  try {
    const text = UTF8.decode(bytes);
    if (blank !== undefined && text.trim() === "") return blank;
    value = parseJson(text);
  } catch {
    // The parser's message quotes the body.
    throw notAnObject();
  }
  const object = asObject(value);
  if (object === undefined) throw notAnObject();
  return object;
}

/** For doors that treat a bad body as none: null for one that is not an object or is too large. Other refusals are thrown. */
export function noneIfBad(caught: unknown): null {
  const { code, retryable } = SidetoneError.from(caught);
  if (!retryable && (code === "PROTOCOL_VIOLATION" || code === "LIMIT_EXCEEDED")) return null;
  throw caught;
}

/** Reads the body before the handler runs. */
export function jsonObjectBody(
  maxBytes: number,
  senderOf: (headers: Headers) => Sender = () => "stranger",
): MiddlewareHandler<BodyEnv> {
  return async (context, next) => {
    const { raw } = context.req;
    context.set("body", await readJsonObject(raw, maxBytes, { sender: senderOf(raw.headers) }));
    await next();
  };
}

/** The sender is gone or has stopped. */
function brokenOff(caught: unknown): never {
  if (caught instanceof SidetoneError) throw caught;
  throw new RefusedError("PROTOCOL_VIOLATION", "The body broke off.", {
    title: "The request is malformed",
    cause: caught,
  });
}

function tooLarge(): SidetoneError {
  return new SidetoneError("LIMIT_EXCEEDED", "The body is larger than this endpoint takes.");
}

function notAnObject(): SidetoneError {
  return new SidetoneError("PROTOCOL_VIOLATION", "The body must be one JSON object in UTF-8.");
}
