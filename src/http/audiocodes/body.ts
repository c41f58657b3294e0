/** Bodies of VoiceAI Connect's requests: JSON objects in valid UTF-8, within the limit. */
import { type ErrorCode, SidetoneError } from "../../base/errors.ts";
import { parseJson } from "../../base/text-safety.ts";
import { type Fields, fieldsOf } from "../../transports/audiocodes/read-event.ts";
import { readBytes } from "../shared/body-bytes.ts";
import { problemResponse } from "../shared/problem.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Rejects with LIMIT_EXCEEDED (413) beyond the limit and PROTOCOL_VIOLATION (400) for anything but a JSON object. */
export async function readFields(request: Request, maxBodyBytes: number): Promise<Fields> {
  const bytes = await readBytes(request, maxBodyBytes);
  let value: unknown;
  try {
    value = parseJson(UTF8.decode(bytes));
  } catch {
    throw new SidetoneError("PROTOCOL_VIOLATION", "The body is not JSON in UTF-8.");
  }
  const fields = fieldsOf(value);
  if (fields === undefined) throw new SidetoneError("PROTOCOL_VIOLATION", "The body is not a JSON object.");
  return fields;
}

const STATUSES: Partial<Record<ErrorCode, [status: number, title: string]>> = {
  PROTOCOL_VIOLATION: [400, "The request is malformed"],
  UNAUTHENTICATED: [401, "The token is missing or wrong"],
  FORBIDDEN: [403, "Not allowed"],
  NOT_FOUND: [404, "No such conversation"],
  CONFLICT: [409, "The conversation exists already"],
  LIMIT_EXCEEDED: [413, "Too much at once"],
};

/** The problem to answer a failed request with. What may pass is a 503 whatever its code. */
export function refusalOf(caught: unknown): Response {
  const { code, message, retryable } = SidetoneError.from(caught);
  const [status, title] = (retryable ? undefined : STATUSES[code]) ?? [retryable ? 503 : 500, "Not now"];
  const headers: Record<string, string> = retryable ? { "retry-after": "1" } : {};
  if (status === 401) headers["www-authenticate"] = "Bearer";
  const detail = status === 500 ? "The request could not be served; the log says why." : message;
  return problemResponse({ status, code, title, detail }, headers);
}
