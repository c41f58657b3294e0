/** Requests that no part of the HTTP side could read: an impossible host, a WebSocket handshake without its key. */
import { SidetoneError } from "../../base/errors.ts";
import { type Refusal, refusalOf } from "../common/refusal.ts";

/** RFC 9110, 7.2: a name or an address, and perhaps a port. */
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
/** RFC 6455, 4.2.1: sixteen bytes in base64. */
const WEBSOCKET_KEY = /^[A-Za-z0-9+/]{22}==$/;

/**
 * What to answer with 400; undefined for a request that can be read. `note` hears what was wrong. A request without Host
 * can be: Bun itself refuses it in HTTP/1.1 (RFC 9112, 3.2), and HTTP/1.0 has none.
 */
export function refuseMalformed(
  request: Request,
  note: (kind: "http.host" | "http.handshake") => void,
): Refusal | undefined {
  const { headers } = request;
  const host = headers.get("host") ?? "";
  // A port beyond the last, or an address that is none, looks like a host and makes no URL.
  if (host !== "" && !(HOST.test(host) && URL.canParse(`http://${host}/`))) {
    note("http.host");
    return refusal("The header Host names no host.");
  }
  const upgrade = headers.get("upgrade");
  if (upgrade === null || upgrade.toLowerCase() !== "websocket") return undefined;
  if (WEBSOCKET_KEY.test(headers.get("sec-websocket-key") ?? "")) return undefined;
  note("http.handshake");
  return refusal("A WebSocket's handshake needs the header Sec-WebSocket-Key.");
}

function refusal(detail: string): Refusal {
  return refusalOf(new SidetoneError("PROTOCOL_VIOLATION", detail));
}
