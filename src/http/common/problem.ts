/** Refusals as application/problem+json (RFC 9457) with Sidetone's error code. */
import type { Refusal } from "./refusal.ts";

/** Makes the response. `type` is "about:blank": the title says it all, and `code` is for programs. */
export function problemResponse({ status, code, title, detail, headers }: Refusal): Response {
  const body = JSON.stringify({ type: "about:blank", title, status, detail, code });
  return new Response(body, { status, headers: { "content-type": "application/problem+json", ...headers } });
}
