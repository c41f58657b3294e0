/** Answers in the forms Google's UI connector gives them: `{message}` as JSON, or one sentence as text. */
import { SidetoneError } from "../../base/errors.ts";
import type { Refusal } from "../common/refusal.ts";

const COMMON = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** With each 503. */
export const RETRY_AFTER_S = 1;

/** A JSON object with one sentence for the page's developer: no secret, nothing a caller said. */
export function messageForm({ status, detail, headers }: Refusal): Response {
  return Response.json({ message: detail }, { status, headers: { ...COMMON, ...headers } });
}

export function textForm({ status, detail, headers }: Refusal): Response {
  return textReply(status, detail, headers);
}

export function jsonReply(value: unknown): Response {
  return Response.json(value, { headers: COMMON });
}

export function textReply(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: { ...COMMON, "content-type": "text/plain; charset=utf-8", ...headers },
  });
}

/** The connector's words for a request it can do nothing with; clients compare the status only. */
export function badRequest(): SidetoneError {
  return new SidetoneError("PROTOCOL_VIOLATION", "Bad request");
}
