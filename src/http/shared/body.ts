/** Reads a request's body within a limit: as bytes, or as one JSON object in UTF-8. */
import type { MiddlewareHandler } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { asObject, type JsonObject } from "../../base/json.ts";
import { parseJson } from "../../base/text-safety.ts";
import { RefusedError } from "./refusal.ts";

/** What jsonObjectBody leaves for the handler. */
export interface BodyEnv {
  Variables: { body: JsonObject };
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Rejects with LIMIT_EXCEEDED beyond `maxBytes`; where no content length is given, it stops reading there. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const claimedBytes = request.headers.get("content-length");
  if (Number(claimedBytes ?? 0) > maxBytes) throw tooLarge();
  // With a length HTTP itself allows no more bytes than that, and reading them at once costs a fraction.
  if (claimedBytes !== null) return await request.bytes().catch(brokenOff);
  if (request.body === null) return new Uint8Array();
  return await readChunks(request.body, maxBytes).catch(brokenOff);
}

async function readChunks(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
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
  { blank }: { blank?: JsonObject } = {},
): Promise<JsonObject> {
  const bytes = await readBytes(request, maxBytes);
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

/** Reads the body before the handler runs. */
export function jsonObjectBody(maxBytes: number): MiddlewareHandler<BodyEnv> {
  return async (context, next) => {
    context.set("body", await readJsonObject(context.req.raw, maxBytes));
    await next();
  };
}

/** The sender is gone or has stopped: no fault of ours. */
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
