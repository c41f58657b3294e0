/** Watches every stream of the audio endpoint, beside gRPC: streams without a leg are bounded. */
import { constants, type Http2Server, type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import type { Server } from "@grpc/grpc-js";
import { SidetoneError } from "../../base/errors.ts";
import { Places } from "../../base/places.ts";
import {
  type ConnectionGate,
  type ConnectionGateOptions,
  guardConnections,
  originOf,
} from "./connection-gate.ts";
import { VOICE_SERVICE } from "./voice-proto.ts";

/** Health, reflection and methods that do not exist: none needs long, save a load balancer's Watch. */
const STATUS_STREAMS = { max: 128, maxPerPeer: 64, maxPerConnection: 16, graceMs: 1_000 };
/** Save Watch, which lasts as long as a load balancer wants: a question that never comes whole is ended. */
const STATUS_DEADLINE_MS = 60_000;
const WATCH_PATH = "/grpc.health.v1.Health/Watch";
/** A stream the server has ended is reset once the client had this long to end it, too. */
const LINGER_MS = 2_000;
const VOICE_PATH = `/${VOICE_SERVICE}/`;

/** A stream as it came, before gRPC sees it. */
export interface OpeningStream {
  stream: ServerHttp2Stream;
  headers: IncomingHttpHeaders;
}

export interface StreamGate extends ConnectionGate {
  /** That of the call whose handler runs: gRPC calls it in the turn, and as a part, of the stream's own event. */
  opening(): OpeningStream | undefined;
}

/** Guards a server that is bound. */
export function guardStreams(server: Server, options: ConnectionGateOptions): StreamGate {
  const { clock, refusals } = options;
  const statusStreams = new Places<ServerHttp2Stream>({ ...STATUS_STREAMS, clock, onEvicted: turnAway });

  function turnAway(stream: ServerHttp2Stream): void {
    refusals.note("audio.status");
    // Not REFUSED_STREAM: after a hundred of these Bun ends the connection, on which there may be good legs.
    stream.close(constants.NGHTTP2_CANCEL);
  }

  function opened(stream: ServerHttp2Stream, path: string | undefined): void {
    const { session } = stream;
    const isVoice = session === undefined || path?.startsWith(VOICE_PATH);
    const release = isVoice ? undefined : statusStreams.take(stream, originOf(session.socket));
    const isBrief = !isVoice && path !== WATCH_PATH;
    let timer = isBrief ? clock.setTimeout(() => turnAway(stream), STATUS_DEADLINE_MS) : undefined;
    stream.on("finish", () => {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), LINGER_MS);
    });
    stream.on("close", () => {
      clock.clearTimeout(timer);
      release?.();
    });
  }

  let newest: OpeningStream | undefined;
  const http2Servers = http2ServersOf(server);
  const connections = guardConnections(http2Servers, options);
  for (const http2Server of http2Servers) {
    http2Server.prependListener("stream", (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      newest = { stream, headers };
      opened(stream, headers[":path"]);
    });
    http2Server.on("stream", () => {
      newest = undefined;
    });
  }
  return {
    trust: connections.trust,
    answers: connections.answers,
    opening: () => newest,
    close() {
      connections.close();
      statusStreams.close();
    },
  };
}

/** gRPC keeps its HTTP/2 servers to itself and has no hook before a stream is taken. */
function http2ServersOf(server: Server): Http2Server[] {
  const { http2Servers } = server as unknown as { http2Servers?: Map<Http2Server, unknown> };
  if (!(http2Servers instanceof Map) || http2Servers.size === 0) {
    throw new SidetoneError("INTERNAL", "this version of grpc-js does not show its HTTP/2 servers");
  }
  return [...http2Servers.keys()];
}
