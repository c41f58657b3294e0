/**
 * How much a connection may send before it waits for an answer. HTTP/2's 65,535 bytes are a second's audio of four legs:
 * where a proxy brings the legs of many calls over one connection, a round trip of 40 ms would let the others fall behind for
 * ever. Connection and streams have the same: Bun 1.4.4 gives a stream's window back once half of the connection's is used, so a
 * stream with less than that half would stop for good.
 */
import type { Http2Server, ServerHttp2Session } from "node:http2";
import type { Server } from "@grpc/grpc-js";
import { SidetoneError } from "../../base/errors.ts";

/** 1,000 legs of 16 kB a second need 0.64 MB at a round trip of 40 ms. */
const WINDOW_BYTES = 1_048_576;

/** grpc-js has no option for a server's windows; these are what it makes its HTTP/2 servers with. */
interface Http2Options {
  commonServerOptions?: { settings?: { initialWindowSize?: number } };
}

/** For a server that is not bound yet. */
export function widenStreams(server: Server): void {
  const { commonServerOptions } = server as unknown as Http2Options;
  if (commonServerOptions?.settings === undefined) {
    throw new SidetoneError("INTERNAL", "this version of grpc-js does not show its HTTP/2 settings");
  }
  commonServerOptions.settings.initialWindowSize = WINDOW_BYTES;
}

/** For the HTTP/2 servers of a server that is bound. */
export function widenConnections(servers: readonly Pick<Http2Server, "on">[]): void {
  for (const server of servers) {
    server.on("session", (session: ServerHttp2Session) => session.setLocalWindowSize(WINDOW_BYTES));
  }
}
