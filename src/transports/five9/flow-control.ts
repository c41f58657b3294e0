/**
 * How much a connection may send before it waits for an answer. HTTP/2's 65,535 bytes are a second's audio of four legs:
 * where a proxy brings the legs of many calls over one connection, a round trip of 40 ms would let the others fall behind for
 * ever. Connection and streams have the same: Bun 1.4.4 gives a stream's window back once half of the connection's is used, so a
 * stream with less than that half would stop for good. Only connections that have shown the token get it.
 */
import type { ServerHttp2Session } from "node:http2";

/** 1,000 legs of 16 kB a second need 0.64 MB at a round trip of 40 ms. */
const WINDOW_BYTES = 1_048_576;

/** For the streams a connection has, and those it will have. */
export function widen(session: Pick<ServerHttp2Session, "settings" | "setLocalWindowSize">): void {
  session.settings({ initialWindowSize: WINDOW_BYTES });
  session.setLocalWindowSize(WINDOW_BYTES);
}
