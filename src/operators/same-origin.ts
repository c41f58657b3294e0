/** Whether a browser sent a request from one of Sidetone's pages, by headers that no page can set itself. */
import type { HeadersLike } from "./access.ts";

/**
 * Sec-Fetch-Site decides where a browser sends it (W3C Fetch Metadata); it does so on https and on loopback hosts. Else
 * the Origin must name the host that was asked for. A request with neither is not from such a page.
 */
export function isSameOrigin(headers: HeadersLike): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  return new URL(origin).host === headers.get("host")?.toLowerCase();
}
