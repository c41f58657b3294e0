/** The Socket.IO server of agents' desktops: checks tokens and starts a session for each desktop. */
import { Server as Engine, type WebSocketData } from "@socket.io/bun-engine";
import { Server, type Socket } from "socket.io";
import type { ClientAddresses } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { CallDirectory } from "../../calls/port.ts";
import type { Delivery } from "../../delivery/delivery.ts";
import type { Guesses } from "../../telemetry/guesses.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import type { CallStateSource } from "./call-state.ts";
import { DEFAULT_COMPANION_LIMITS, type OpenCompanionStream } from "./companion-streams.ts";
import { createDesktopPlaces, type DesktopPlaces } from "./desktop-places.ts";
import { type DesktopSession, startDesktopSession } from "./desktop-session.ts";
import { type EngineRefusal, refuseAsEngine, withEngineForm } from "./engine-refusal.ts";
import { type DesktopGrant, type VerifyToken, verifyGrant } from "./grant.ts";
import { type NoticeCode, readAuthToken } from "./messages.ts";
import type { SharedUse } from "./used-suggestions.ts";

/** The path Socket.IO clients use by default. */
const SOCKET_PATH = "/socket.io/";
/** Message of the CONNECT_ERROR; Google's front end and Sidetone's compare it. */
const REFUSAL = "authentication failed";
const PING_INTERVAL_MS = 25_000;
const PING_TIMEOUT_MS = 20_000;
/** Bytes Bun may hold for one WebSocket; beyond it Bun closes the socket instead of dropping messages unseen. */
const MAX_BACKPRESSURE_BYTES = 4 * 1024 * 1024;

export interface DesktopServerLimits {
  /** Connections that have shown a token; the others share a few separate places. */
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
  /** Tells other instances what an agent used. Absent where there are none. */
  shareUse?: ((use: SharedUse) => void) | undefined;
  /** Absent if no companion agent is configured. */
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
  /** The connection of an identified operator is no longer a stranger's. */
  settle(socket: Socket): void;
  /** Where the connection comes from; "unknown" once it is gone. */
  addressOf(socket: Socket): string;
  /** Extends the connections of a session whose token was renewed. */
  extendSession(sessionId: string, expiresAtMs: number): void;
  /** An agent at another instance has used a suggestion. */
  hearUse(use: SharedUse): void;
  stats(): DesktopServerStats;
  /** Refuses new connections and drops all others so that clients reconnect. */
  close(): Promise<void>;
}

export function createDesktopServer(options: DesktopServerOptions): DesktopServer {
  const { limits } = options;
  const notices = { FORBIDDEN: 0, PROTOCOL_VIOLATION: 0, LIMIT_EXCEEDED: 0, TOKEN_EXPIRED: 0 };
  let refusedLogins = 0;
  const sessions = new Set<DesktopSession>();
  const companionTotal = { open: 0 };
  const places = createDesktopPlaces({ ...options, maxDesktops: limits.maxDesktops });
  const engine = createEngine(options, places);
  const io = new Server({ connectTimeout: limits.joinTimeoutMs, serveClient: false });
  io.bind(engine);
  checkLogins(io, options, places, () => {
    refusedLogins += 1;
  });
  io.on("connection", (socket) => {
    const { grant } = socket.data as { grant: DesktopGrant };
    const session = startDesktopSession({
      ...options,
      ...{ socket, grant, companionTotal, homeLocation: options.homeLocation },
      verifyDeadlineMs: limits.joinTimeoutMs,
      maxConversations: limits.maxConversationsPerDesktop ?? 16,
      maxBufferedMessages: limits.maxBufferedMessages ?? 2_000,
      companion: { ...DEFAULT_COMPANION_LIMITS, ...limits.companion, open: options.openCompanionStream },
      onNotice: (code) => {
        notices[code] += 1;
      },
      tellUse: (room, used) => {
        for (const other of sessions) if (other !== session) other.hearUse(room, used);
        options.shareUse?.({ room, used });
      },
      wrongToken: () => options.guesses.wrong("desktop.token", places.addressOf(socket.conn)),
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
    settle: (socket) => places.settle(socket.conn),
    addressOf: (socket) => places.addressOf(socket.conn),
    extendSession: (sessionId, expiresAtMs) => {
      for (const session of sessions) session.extend(sessionId, expiresAtMs);
    },
    hearUse: ({ room, used }) => {
      for (const session of sessions) session.hearUse(room, used);
    },
    stats: () => ({
      ...places.counts(),
      desktops: io.of("/").sockets.size,
      refusedLogins,
      notices: { ...notices },
    }),
    close: async () => {
      places.close();
      await io.close();
    },
  };
}

function createEngine({ limits, corsOrigins }: DesktopServerOptions, places: DesktopPlaces): Engine {
  const engine = new Engine({
    path: SOCKET_PATH,
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: limits.maxPayloadBytes,
    cors: {
      origin: corsOrigins.includes("*") ? "*" : [...corsOrigins],
      methods: ["GET", "POST"],
      maxAge: 600,
    },
    allowRequest: async (request) => {
      const refusal = places.judge(request);
      // The library sends what is thrown here as text.
      if (refusal !== null) throw refusal;
    },
  });
  engine.on("connection", (connection, request) => places.open(connection, request));
  return engine;
}

/** Lets in who shows a token that holds, as far as there are places. */
function checkLogins(
  io: Server,
  { verifyToken, limits, clock, logger, guesses }: DesktopServerOptions,
  places: DesktopPlaces,
  onRefused: () => void,
): void {
  io.use((socket, next) => {
    const token = readAuthToken(socket.handshake.auth);
    verifyGrant(verifyToken, token, limits.joinTimeoutMs, clock).then(
      (grant) => {
        if (!places.seat(socket.conn)) return;
        socket.data = { grant };
        next();
      },
      async (caught: unknown) => {
        onRefused();
        const error = SidetoneError.from(caught, "UNAUTHENTICATED");
        if (error.code === "UNAUTHENTICATED")
          await guesses.wrong("desktop.token", places.addressOf(socket.conn));
        else logger.warn({ code: error.code }, "desktop's token could not be checked");
        next(new Error(REFUSAL));
      },
    );
  });
}
