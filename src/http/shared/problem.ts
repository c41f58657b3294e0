/** Error answers: application/problem+json (RFC 9457) with our closed error code. */
import type { ErrorCode } from "../../base/errors.ts";

export interface Problem {
  status: number;
  code: ErrorCode;
  /** Short, the same for every occurrence. */
  title: string;
  /** A sentence for this occurrence: no secret, nothing the caller sent. */
  detail: string;
}

/** Makes the response. `type` is "about:blank": the title says it all, and `code` is for programs. */
export function problemResponse(problem: Problem, headers: Record<string, string> = {}): Response {
  const { status, code, title, detail } = problem;
  const body = JSON.stringify({ type: "about:blank", title, status, detail, code });
  return new Response(body, { status, headers: { "content-type": "application/problem+json", ...headers } });
}
