/** Watches every connection of the audio endpoint: those without a leg are bounded, and each has to speak in time. */
import type { Http2SecureServer, Http2Server, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { networkOf } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import { type Origin, Places } from "../../base/places.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import { widen } from "./flow-control.ts";

/** Connections on which no leg was ever opened. Health checkers and reflection come on such, too. */
const STRANGE_CONNECTIONS = { max: 1_000, maxPerPeer: 1_000, maxPerConnection: 1, graceMs: 0 };
/** From the connection to HTTP/2's first frame, through TLS's handshake where there is one. */
const GREETING_DEADLINE_MS = 10_000;
/** From a PING to its answer, as for gRPC's own. */
const PING_DEADLINE_MS = 20_000;
/** Without any stream. A client that has connected ahead of time opens another connection when it needs one. */
const STREAMLESS_MS = 300_000;

export interface ConnectionGate {
  /** The connection, by gRPC's name of its peer, carries a leg of Five9's: it never has to make room, and gets large windows. */
  trust(peerName: string): void;
  /** Whether the connection, by gRPC's name of its peer, answers a PING in time. */
  answers(peerName: string): Promise<boolean>;
  close(): void;
}

export interface ConnectionGateOptions {
  clock: Clock;
  refusals: Pick<Refusals, "note">;
}

interface Connection {
  destroy(): void;
  release(): void;
  /** Once there is a session. */
  session: ServerHttp2Session | undefined;
  isTrusted: boolean;
  timer: unknown;
}

export function guardConnections(
  servers: readonly (Http2Server | Http2SecureServer)[],
  { clock, refusals }: ConnectionGateOptions,
): ConnectionGate {
  /** By gRPC's name of the peer. */
  const open = new Map<string, Connection>();
  const strangers = new Places<Connection>({
    ...STRANGE_CONNECTIONS,
    clock,
    onEvicted(connection) {
      refusals.note("audio.connections");
      connection.destroy();
    },
  });

  /** For TLS first the socket comes, and its session once the handshake is done; else the session. */
  function begin({ peer, connection: name }: Origin, destroy: () => void): void {
    if (open.has(name)) return;
    const connection: Connection = {
      ...{ destroy, release: () => {}, session: undefined, isTrusted: false, timer: undefined },
    };
    connection.release = strangers.take(connection, { peer, connection: name });
    connection.timer = clock.setTimeout(() => {
      refusals.note("audio.handshake");
      destroy();
    }, GREETING_DEADLINE_MS);
    open.set(name, connection);
  }

  function end(name: string): void {
    const connection = open.get(name);
    open.delete(name);
    connection?.release();
    clock.clearTimeout(connection?.timer);
  }

  function accepted(socket: Socket): void {
    const origin = originOf(socket);
    begin(origin, () => socket.destroy());
    socket.once("close", () => end(origin.connection));
  }

  function greeted(session: ServerHttp2Session): void {
    const origin = originOf(session.socket);
    const { connection: name } = origin;
    begin(origin, () => session.destroy());
    const connection = open.get(name);
    if (connection !== undefined) connection.session = session;
    session.once("remoteSettings", () => {
      const connection = open.get(name);
      if (connection === undefined) return;
      clock.clearTimeout(connection.timer);
      connection.timer = clock.setTimeout(() => session.close(), STREAMLESS_MS);
    });
    session.once("close", () => end(name));
  }

  function opened({ session }: ServerHttp2Stream): void {
    if (session !== undefined) clock.clearTimeout(open.get(originOf(session.socket).connection)?.timer);
  }

  for (const server of servers) {
    server.on("connection", accepted);
    server.on("session", greeted);
    server.prependListener("stream", opened);
  }
  return {
    trust(peerName) {
      const connection = open.get(peerName);
      if (connection === undefined || connection.isTrusted) return;
      connection.isTrusted = true;
      connection.release();
      // Strangers have HTTP/2's own windows: what is not read is the server's memory.
      if (connection.session !== undefined) widen(connection.session);
    },
    answers: (peerName) => pinged(open.get(peerName)?.session, clock),
    close: () => strangers.close(),
  };
}

function pinged(session: ServerHttp2Session | undefined, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    if (session === undefined || session.destroyed) return resolve(false);
    const timer = clock.setTimeout(() => resolve(false), PING_DEADLINE_MS);
    const isSent = session.ping((error) => {
      clock.clearTimeout(timer);
      resolve(error === null);
    });
    if (isSent) return;
    clock.clearTimeout(timer);
    resolve(false);
  });
}

/** As gRPC names a peer, "127.0.0.1:4711", with the address apart. */
export function originOfPeer(peerName: string): Origin {
  return { peer: networkOf(peerName.slice(0, peerName.lastIndexOf(":"))), connection: peerName };
}

export function originOf(socket: Pick<Socket, "remoteAddress" | "remotePort"> | undefined): Origin {
  const { remoteAddress = "unknown", remotePort = 0 } = socket ?? {};
  return originOfPeer(`${remoteAddress}:${remotePort}`);
}
