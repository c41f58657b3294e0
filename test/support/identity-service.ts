/** A stand-in for the identity services of Salesforce, Genesys Cloud and Twilio: answers by path, and keeps what was asked. */

export interface IdentityStandIn {
  baseUrl: string;
  /** "METHOD path?query", in order. */
  asked: string[];
  /** What answers; a path without one answers 404. */
  routes: Map<string, (request: Request) => Response | Promise<Response>>;
  close(): Promise<void>;
}

export function startIdentityStandIn(): IdentityStandIn {
  const routes: IdentityStandIn["routes"] = new Map();
  const asked: string[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request) => {
      const { pathname, search } = new URL(request.url);
      asked.push(`${request.method} ${pathname}${search}`);
      return routes.get(`${request.method} ${pathname}`)?.(request) ?? new Response(null, { status: 404 });
    },
  });
  return { baseUrl: `http://127.0.0.1:${server.port}`, asked, routes, close: () => server.stop(true) };
}

/** Answers `body` to exactly this Authorization header, 401 to others. */
export function forBearer(token: string, body: object): (request: Request) => Response {
  return (request) =>
    request.headers.get("authorization") === `Bearer ${token}`
      ? Response.json(body)
      : new Response("bad token", { status: 401 });
}
