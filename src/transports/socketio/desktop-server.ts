/** The Socket.IO server of agents' desktops: lets the right ones in and starts a session for each. */
import { Server as Engine, type WebSocketData } from "@socket.io/bun-engine";
import { Server, type Socket } from "socket.io";
import { type ClientAddresses, networkOf } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { Places } from "../../base/places.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { Guesses } from "../../telemetry/guesses.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import type { CallStateSource } from "./call-state.ts";
import { DEFAULT_COMPANION_LIMITS, type OpenCompanionStream } from "./companion-streams.ts";
import { type DesktopSession, startDesktopSession } from "./desktop-session.ts";
import { type EngineRefusal, refuseAsEngine, withEngineForm } from "./engine-refusal.ts";
import { type DesktopGrant, type VerifyToken, verifyGrant } from "./grant.ts";
import { type NoticeCode, readAuthToken } from "./messages.ts";

/** What is asked of an Engine.IO connection here; the library does not export its type. */
interface Connection {
  transport: { close(): void };
  once(event: "close", listener: () => void): unknown;
}

/** The path Socket.IO clients use by default. */
const SOCKET_PATH = "/socket.io/";
/** Message of the CONNECT_ERROR; Google's front end and ours compare it. */
const REFUSAL = "authentication failed";
const PING_INTERVAL_MS = 25_000;
const PING_TIMEOUT_MS = 20_000;
/**
 * Connections that have shown no token yet. An agent's page shows it with its next message; the grace is for offices
 * whose pages all come back at the same moment from one address.
 */
const STRANGERS = { max: 2_000, maxPerPeer: 100, maxPerConnection: 100, graceMs: 3_000 };
/** Bytes Bun may hold for one WebSocket; beyond it Bun closes the socket instead of dropping messages unseen. */
const MAX_BACKPRESSURE_BYTES = 4 * 1024 * 1024;

export interface DesktopServerLimits {
  /** Connections that have shown a token; those that have not yet share few places of their own. */
  maxDesktops: number;
  /** Largest message a desktop may send. */
  maxPayloadBytes: number;
  /** Within this a connection has to show its token, and the token has to be verified. */
  joinTimeoutMs: number;
  /** Default 16. */
  maxConversationsPerDesktop?: number;
  /** Messages that may wait for a desktop that does not read. Default 2,000. */
  maxBufferedMessages?: number;
  /** Default DEFAULT_COMPANION_LIMITS. */
  companion?: Partial<typeof DEFAULT_COMPANION_LIMITS>;
}

export interface DesktopServerOptions {
  verifyToken: VerifyToken;
  delivery: Delivery;
  callState: CallStateSource;
  calls: CallDirectory;
  /** Origins whose pages may connect; "*" for any. The server's own origin needs no entry. */
  corsOrigins: readonly string[];
  /** The conversation profile's; given to delivery too. */
  homeLocation?: string;
  /** Tells strangers apart, for their places. */
  addresses: Pick<ClientAddresses, "of">;
  refusals: Refusals;
  guesses: Guesses;
  clock: Clock;
  logger: Logger;
  limits: DesktopServerLimits;
  /** Absent where no companion agent is configured. */
  openCompanionStream?: OpenCompanionStream | undefined;
}

/** Counters since start, and the connections now. */
export interface DesktopServerStats {
  /** Also those without a token. */
  connections: number;
  desktops: number;
  refusedConnections: number;
  refusedLogins: number;
  notices: Record<NoticeCode, number>;
}

export interface DesktopServer {
  readonly engine: Engine;
  readonly io: Server;
  readonly path: string;
  /** Parts of the Bun.serve options. */
  readonly websocket: Bun.WebSocketHandler<WebSocketData>;
  /** Seconds; above the ping interval, or Bun would cut long polls and quiet sockets. */
  readonly idleTimeout: number;
  handleRequest(request: Request, server: Bun.Server<WebSocketData>): Promise<Response>;
  /** Larger messages, and bodies of desktops that poll, are refused. */
  readonly maxPayloadBytes: number;
  /** The answer to a request that is not handed to it. */
  refuse(request: Request, refusal: EngineRefusal): Response;
  /** Desktops let in and connected now. */
  count(): number;
  /** The connection of an operator who was identified is no stranger's any more. */
  settle(socket: Socket): void;
  /** Where the connection comes from; "unknown" once it is gone. */
  addressOf(socket: Socket): string;
  /** Lets the connections of a session whose token was renewed go on. */
  extendSession(sessionId: string, expiresAtMs: number): void;
  stats(): DesktopServerStats;
  /** Refuses new connections and drops all others in a way that makes clients come back. */
  close(): Promise<void>;
}

export function createDesktopServer(options: DesktopServerOptions): DesktopServer {
  const { limits, clock, logger, refusals, guesses } = options;
  const notices = { FORBIDDEN: 0, PROTOCOL_VIOLATION: 0, LIMIT_EXCEEDED: 0, TOKEN_EXPIRED: 0 };
  let refusedConnections = 0;
  let refusedLogins = 0;
  const connections = new Set<Connection>();
  /** Connections that hold a desktop's place. */
  const desktops = new Set<Connection>();
  const origins = new WeakMap<Request, string>();
  const releases = new Map<unknown, () => void>();
  const peers = new WeakMap<Connection, string>();
  const sessions = new Set<DesktopSession>();
  const strangers = new Places<Connection>({
    ...STRANGERS,
    clock,
    onEvicted(connection) {
      refusals.note("desktop.unsettled");
      connection.transport.close();
    },
  });
  const companionTotal = { open: 0 };
  let isClosed = false;

  const engine = new Engine({
    path: SOCKET_PATH,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: limits.maxPayloadBytes,
    cors: {
      origin: options.corsOrigins.includes("*") ? "*" : [...options.corsOrigins],
      methods: ["GET", "POST"],
      maxAge: 600,
    },
    allowRequest: async (request) => {
      // Once it is a WebSocket, Bun does not know any more where it came from.
      origins.set(request, options.addresses.of(request));
      const isNew = !new URL(request.url).searchParams.has("sid");
      if (!isNew || (desktops.size < limits.maxDesktops && !isClosed)) return;
      refusedConnections += 1;
      refusals.note("desktop.full");
      // The library sends what is thrown here as text.
      throw isClosed ? "shutting down" : "too many desktops";
    },
  });
  engine.on("connection", (connection, request) => {
    const peer = networkOf(origins.get(request) ?? "unknown");
    const release = strangers.take(connection, { peer, connection: peer });
    connections.add(connection);
    releases.set(connection, release);
    peers.set(connection, peer);
    connection.once("close", () => {
      release();
      releases.delete(connection);
      connections.delete(connection);
      desktops.delete(connection);
    });
  });

  function settle(socket: Socket): void {
    releases.get(socket.conn)?.();
  }

  function addressOf(socket: Socket): string {
    return peers.get(socket.conn) ?? "unknown";
  }

  /** Takes a desktop's place for good; false where all are taken, and then the page comes back by itself. */
  function seat(socket: Socket): boolean {
    settle(socket);
    const connection: Connection = socket.conn;
    if (!connections.has(connection)) return false;
    if (!desktops.has(connection) && desktops.size >= limits.maxDesktops) {
      refusedConnections += 1;
      refusals.note("desktop.full");
      connection.transport.close();
      return false;
    }
    desktops.add(connection);
    return true;
  }

  const io = new Server({ connectTimeout: limits.joinTimeoutMs, serveClient: false });
  io.bind(engine);

  io.use((socket, next) => {
    const token = readAuthToken(socket.handshake.auth);
    verifyGrant(options.verifyToken, token, limits.joinTimeoutMs, clock).then(
      (grant) => {
        if (!seat(socket)) return;
        socket.data = { grant };
        next();
      },
      async (caught: unknown) => {
        refusedLogins += 1;
        const error = SidetoneError.from(caught, "UNAUTHENTICATED");
        if (error.code === "UNAUTHENTICATED") await guesses.wrong("desktop.token", addressOf(socket));
        else logger.warn({ code: error.code }, "desktop's token could not be checked");
        next(new Error(REFUSAL));
      },
    );
  });

  io.on("connection", (socket) => {
    const { grant } = socket.data as { grant: DesktopGrant };
    const session = startDesktopSession({
      socket,
      grant,
      verifyToken: options.verifyToken,
      verifyDeadlineMs: limits.joinTimeoutMs,
      delivery: options.delivery,
      callState: options.callState,
      calls: options.calls,
      clock,
      logger,
      homeLocation: options.homeLocation,
      maxConversations: limits.maxConversationsPerDesktop ?? 16,
      maxBufferedMessages: limits.maxBufferedMessages ?? 2_000,
      companion: {
        ...DEFAULT_COMPANION_LIMITS,
        ...limits.companion,
        open: options.openCompanionStream,
      },
      companionTotal,
      onNotice: (code) => {
        notices[code] += 1;
      },
      wrongToken: () => guesses.wrong("desktop.token", addressOf(socket)),
    });
    sessions.add(session);
    socket.once("disconnect", () => sessions.delete(session));
  });

  const { websocket, idleTimeout } = engine.handler();
  return {
    engine,
    io,
    path: SOCKET_PATH,
    websocket: {
      ...websocket,
      backpressureLimit: MAX_BACKPRESSURE_BYTES,
      closeOnBackpressureLimit: true,
    },
    idleTimeout,
    handleRequest: async (request, server) =>
      withEngineForm(request, await engine.handleRequest(request, server), options.corsOrigins),
    maxPayloadBytes: limits.maxPayloadBytes,
    refuse: (request, refusal) => refuseAsEngine(request, refusal, options.corsOrigins),
    count: () => io.of("/").sockets.size,
    settle,
    addressOf,
    extendSession: (sessionId, expiresAtMs) => {
      for (const session of sessions) session.extend(sessionId, expiresAtMs);
    },
    stats: () => ({
      connections: connections.size,
      desktops: io.of("/").sockets.size,
      refusedConnections,
      refusedLogins,
      notices: { ...notices },
    }),
    close: async () => {
      isClosed = true;
      strangers.close();
      // Closing a connection would wait for a desktop that does not read; closing its transport does not.
      for (const connection of [...connections]) connection.transport.close();
      await io.close();
    },
  };
}
