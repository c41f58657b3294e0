/** Passes a request on to Sidetone, so that panel and console lie beside each other on one page of one origin. */

export interface PassOnOptions {
  /** Base URL of Sidetone. */
  to: string;
  operatorToken: string;
}

/** Of one connection only. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "content-length",
  "content-encoding",
];

/** A WebSocket is not passed on: Socket.IO then stays with requests. */
export async function passOn(request: Request, { to, operatorToken }: PassOnOptions): Promise<Response> {
  if (request.headers.get("upgrade") !== null) return new Response("no WebSocket here", { status: 400 });
  const url = new URL(request.url);
  const headers = new Headers(request.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  headers.set("authorization", `Bearer ${operatorToken}`);
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  const answer = await fetch(`${to}${url.pathname}${url.search}`, {
    method: request.method,
    headers,
    redirect: "manual",
    signal: request.signal,
    ...(hasBody ? { body: await request.arrayBuffer() } : {}),
  });
  const passed = new Headers(answer.headers);
  for (const name of [...HOP_BY_HOP, "x-frame-options"]) passed.delete(name);
  const policy = passed.get("content-security-policy");
  if (policy !== null)
    passed.set("content-security-policy", policy.replace(/frame-ancestors [^;]*/, "frame-ancestors 'self'"));
  return new Response(answer.body, { status: answer.status, headers: passed });
}
