/** Reads the JSON body of a webhook within a limit of bytes. */
import { parseJson } from "../../base/text-safety.ts";
import { type Problem, problemResponse } from "../shared/problem.ts";

export const DEFAULT_MAX_BODY_BYTES = 256 * 1024;

const TOO_LARGE: Problem = {
  status: 413,
  code: "LIMIT_EXCEEDED",
  title: "The body is too large",
  detail: "The body is larger than this endpoint takes.",
};
const NOT_JSON: Problem = {
  status: 400,
  code: "PROTOCOL_VIOLATION",
  title: "The body is not JSON",
  detail: "The body must be one JSON object in UTF-8.",
};

export type JsonBody = { ok: true; object: Record<string, unknown> } | { ok: false; response: Response };

/** Reads a JSON object. Stops reading at the limit, whatever the content length claims. */
export async function readJsonObject(request: Request, maxBytes: number): Promise<JsonBody> {
  try {
    const text = await readText(request, maxBytes);
    if (text === undefined) return { ok: false, response: problemResponse(TOO_LARGE) };
    const parsed: unknown = parseJson(text);
    const object = asObject(parsed);
    return object === undefined ? { ok: false, response: problemResponse(NOT_JSON) } : { ok: true, object };
  } catch {
    return { ok: false, response: problemResponse(NOT_JSON) };
  }
}

/** The value when it is a JSON object, else undefined. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : undefined;
}

/** A string as it is, a number in digits, anything else as the empty string; cut at `maxLength` characters. */
export function asText(value: unknown, maxLength: number): string {
  if (typeof value === "string") return value.slice(0, maxLength);
  return typeof value === "number" && Number.isFinite(value) ? String(value) : "";
}

async function readText(request: Request, maxBytes: number): Promise<string | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return undefined;
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = "";
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
