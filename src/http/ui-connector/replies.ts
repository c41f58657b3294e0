/** Answers in the forms Google's UI connector gives them: `{message}` as JSON, or one sentence as text. */

const COMMON = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** A JSON object with one sentence for the page's developer: no secret, nothing a caller said. */
export function messageReply(
  status: number,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return Response.json({ message }, { status, headers: { ...COMMON, ...headers } });
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
