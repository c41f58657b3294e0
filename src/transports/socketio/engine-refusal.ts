/** Refusals in Engine.IO's own form, with the headers that let pages of other sites read them. */

/** Engine.IO's codes for refusals outside of it: a bad request, or one that is not admitted now. */
const BAD_REQUEST = 3;
const FORBIDDEN = 4;
const HTTP_BAD_REQUEST = 400;
const HTTP_FAILED = 500;
const HTTP_UNAVAILABLE = 503;

export interface EngineRefusal {
  status: number;
  /** About this occurrence. */
  detail: string;
  headers?: Record<string, string>;
}

/** `corsOrigins` as the Engine.IO server has them: "*" for any. */
export function refuseAsEngine(
  request: Request,
  { status, detail, headers }: EngineRefusal,
  corsOrigins: readonly string[],
): Response {
  const code = status === HTTP_UNAVAILABLE ? FORBIDDEN : BAD_REQUEST;
  const body = JSON.stringify({ code, message: detail });
  const type = { "content-type": "application/json" };
  return new Response(body, {
    status,
    headers: { ...type, ...corsHeaders(request, corsOrigins), ...headers },
  });
}

/**
 * The library's answer, with a body where it has none: it refuses some requests with a bare status, and what it cannot
 * upgrade, which is the client's doing, with 500.
 */
export function withEngineForm(
  request: Request,
  response: Response,
  corsOrigins: readonly string[],
): Response {
  if (response.status < HTTP_BAD_REQUEST || response.body !== null) return response;
  const status = response.status === HTTP_FAILED ? HTTP_BAD_REQUEST : response.status;
  return refuseAsEngine(request, { status, detail: "Bad request" }, corsOrigins);
}

function corsHeaders(request: Request, corsOrigins: readonly string[]): Record<string, string> {
  if (corsOrigins.includes("*")) return { "access-control-allow-origin": "*" };
  const origin = request.headers.get("origin");
  const isAllowed = origin !== null && corsOrigins.includes(origin);
  return { vary: "Origin", ...(isAllowed ? { "access-control-allow-origin": origin } : {}) };
}
