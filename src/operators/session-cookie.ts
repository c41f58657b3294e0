/** The cookie that carries an operator's session. */
import type { HeadersLike } from "./access.ts";

const COOKIE_NAME = "sidetone_operator";
/** The console with its API, and the live feed: a cookie without these paths would reach panel and webhooks too. */
const COOKIE_PATHS = ["/operators", "/socket.io/"];

/** The session's text in a request's cookies. */
export function sessionTextOf(headers: HeadersLike): string | null {
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const [name = "", value = ""] = pair.trim().split("=", 2);
    if (name === COOKIE_NAME) return value;
  }
  return null;
}

/** Values of Set-Cookie. An empty text removes the cookie. `publicPath` is what a proxy puts before every path. */
export function sessionCookies(
  text: string,
  options: { maxAgeMs: number; isSecure: boolean; publicPath: string },
): string[] {
  const maxAgeSeconds = text === "" ? 0 : Math.floor(options.maxAgeMs / 1000);
  const secure = options.isSecure ? "; Secure" : "";
  return COOKIE_PATHS.map(
    (path) =>
      `${COOKIE_NAME}=${text}; Path=${options.publicPath}${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`,
  );
}

/**
 * Whether browsers may send the cookie over TLS only. Always, except where the request came over plain HTTP to this
 * machine itself: there is no network in between, and a browser would drop the cookie.
 */
export function needsSecureCookie(request: { url: string; headers: HeadersLike }): boolean {
  const { protocol, hostname } = new URL(request.url);
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
  const cameByTls = protocol === "https:" || request.headers.get("x-forwarded-proto") === "https";
  return cameByTls || !isLoopback;
}
