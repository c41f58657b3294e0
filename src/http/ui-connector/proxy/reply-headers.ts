/** The upstream's reply headers that a desktop gets: none about the upstream's connection, encoding or site. */

/** RFC 9110 section 7.6.1, and the names older proxies use. */
const HOP_BY_HOP = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];
/** The body is decoded on its way in and encoded again on its way out. */
const ENCODING = ["content-encoding", "content-length", "etag", "accept-ranges", "vary"];
/** About the upstream's origin or servers, and wrong for Sidetone's. */
const ORIGIN = ["set-cookie", "alt-svc", "server", "via", "strict-transport-security", "location"];

export function replyHeaders(upstream: Headers): Headers {
  const named = (upstream.get("connection") ?? "").split(",").map((name) => name.trim().toLowerCase());
  const dropped = new Set([...HOP_BY_HOP, ...ENCODING, ...ORIGIN, ...named]);
  const kept = new Headers();
  for (const [name, value] of upstream) {
    if (!dropped.has(name) && !name.startsWith("access-control-")) kept.append(name, value);
  }
  if (!kept.has("cache-control")) kept.set("cache-control", "no-store");
  kept.set("x-content-type-options", "nosniff");
  return kept;
}
