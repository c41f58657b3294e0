/** Watches every connection and stream of the audio endpoint, beside gRPC: what carries no leg is bounded. */
import {
  constants,
  type Http2Server,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Server } from "@grpc/grpc-js";
import { networkOf } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { type Origin, Places } from "../../base/places.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import { VOICE_SERVICE } from "./voice-proto.ts";

/** Connections on which no leg was ever opened. Health checkers and reflection come on such, too. */
const STRANGE_CONNECTIONS = { max: 1_000, maxPerPeer: 1_000, maxPerConnection: 1, graceMs: 0 };
/** Health, reflection and methods that do not exist: none needs long, save a load balancer's Watch. */
const STATUS_STREAMS = { max: 128, maxPerPeer: 64, maxPerConnection: 16, graceMs: 1_000 };
/** A stream the server has ended is reset once the client had this long to end it, too. */
const LINGER_MS = 2_000;
const VOICE_PATH = `/${VOICE_SERVICE}/`;

export interface StreamGateOptions {
  clock: Clock;
  refusals: Refusals;
}

export interface StreamGate {
  /** The connection, by gRPC's name of its peer, carries a leg of Five9's: it never has to make room. */
  trust(peerName: string): void;
  close(): void;
}

/** Guards a server that is bound. */
export function guardStreams(server: Server, options: StreamGateOptions): StreamGate {
  const { clock, refusals } = options;
  const releases = new Map<string, () => void>();
  const connections = new Places<ServerHttp2Session>({
    ...STRANGE_CONNECTIONS,
    clock,
    onEvicted(session) {
      refusals.note("audio.connections");
      session.destroy();
    },
  });
  const statusStreams = new Places<ServerHttp2Stream>({
    ...STATUS_STREAMS,
    clock,
    onEvicted(stream) {
      refusals.note("audio.status");
      // Not REFUSED_STREAM: after a hundred of these Bun ends the connection, on which there may be good legs.
      stream.close(constants.NGHTTP2_CANCEL);
    },
  });

  function connected(session: ServerHttp2Session): void {
    const { connection, peer } = originOf(session);
    const release = connections.take(session, { peer, connection });
    releases.set(connection, release);
    session.on("close", () => {
      release();
      releases.delete(connection);
    });
  }

  function opened(stream: ServerHttp2Stream, path: string | undefined): void {
    const { session } = stream;
    const isVoice = session === undefined || path?.startsWith(VOICE_PATH);
    const release = isVoice ? undefined : statusStreams.take(stream, originOf(session));
    let linger: unknown;
    stream.on("finish", () => {
      linger = clock.setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), LINGER_MS);
    });
    stream.on("close", () => {
      clock.clearTimeout(linger);
      release?.();
    });
  }

  for (const http2Server of http2ServersOf(server)) {
    http2Server.on("session", connected);
    http2Server.prependListener("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) =>
      opened(stream, headers[":path"]),
    );
  }
  return {
    trust: (peerName) => releases.get(peerName)?.(),
    close() {
      connections.close();
      statusStreams.close();
    },
  };
}

/** As gRPC names a peer, "127.0.0.1:4711", with the address apart. */
export function originOfPeer(peerName: string): Origin {
  return { peer: networkOf(peerName.slice(0, peerName.lastIndexOf(":"))), connection: peerName };
}

function originOf(session: Http2Session): Origin {
  const { remoteAddress = "unknown", remotePort = 0 } = session.socket ?? {};
  return originOfPeer(`${remoteAddress}:${remotePort}`);
}

/** gRPC keeps its HTTP/2 servers to itself and has no hook before a stream is taken. */
function http2ServersOf(server: Server): Http2Server[] {
  const { http2Servers } = server as unknown as { http2Servers?: Map<Http2Server, unknown> };
  if (!(http2Servers instanceof Map) || http2Servers.size === 0) {
    throw new SidetoneError("INTERNAL", "this version of grpc-js does not show its HTTP/2 servers");
  }
  return [...http2Servers.keys()];
}
