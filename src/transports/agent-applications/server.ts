/** The Socket.IO server of agents' own applications: checks tokens and starts each application. */
import { Server, type Socket } from "socket.io";
import type { ClientAddresses } from "../../base/client-address.ts";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Guesses } from "../../telemetry/guesses.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import { createDesktopPlaces, type DesktopConnection } from "../socketio/desktop-places.ts";
import { type ApplicationParts, startApplication } from "./application.ts";
import { type BunEngine, createBunEngine, type EngineCall } from "./engine/engine.ts";
import type { EngineRequest } from "./engine/http-pair.ts";
import { createFlood, DEFAULT_FLOOD_LIMITS, type FloodLimits } from "./flood.ts";
import { REFUSED, TOKEN_FIELD } from "./names.ts";
import type { ApplicationGrant, VerifyApplicationToken } from "./token.ts";

export interface ApplicationServerLimits {
  /** Connections that have shown a token; the others share a few separate places. */
  maxApplications: number;
  /** Largest message; a larger one ends the connection. Above that of metadata, so that this is told. */
  maxPayloadBytes: number;
  /** Within this a connection has to show its token. */
  joinTimeoutMs: number;
  flood?: FloodLimits;
}

export interface ApplicationServerOptions extends Omit<ApplicationParts, "flood" | "maxBufferedMessages"> {
  verifyToken: VerifyApplicationToken;
  corsOrigins: readonly string[];
  addresses: Pick<ClientAddresses, "of">;
  refusals: Refusals;
  guesses: Guesses;
  clock: Clock;
  limits: ApplicationServerLimits;
}

export interface ApplicationServer {
  /** One request below the path of names.ts; `body` of a POST is within maxPayloadBytes. */
  answer(call: EngineCall): Promise<Response>;
  readonly maxPayloadBytes: number;
  /** Applications let in and connected now. */
  count(): number;
  /** Refuses new connections and drops all others so that clients reconnect. */
  close(): Promise<void>;
}

const PING_INTERVAL_MS = 25_000;
const PING_TIMEOUT_MS = 20_000;
const MAX_BUFFERED_MESSAGES = 2_000;
const PLACES = { unsettled: "application.unsettled", full: "application.full" } as const;

export function createApplicationServer(options: ApplicationServerOptions): ApplicationServer {
  const { limits, refusals } = options;
  const { maxPayloadBytes } = limits;
  const places = createDesktopPlaces({ ...options, kinds: PLACES, maxDesktops: limits.maxApplications });
  const engine: BunEngine = createBunEngine({
    maxPayloadBytes,
    pingIntervalMs: PING_INTERVAL_MS,
    pingTimeoutMs: PING_TIMEOUT_MS,
    corsOrigins: options.corsOrigins,
    judge: (request) => places.judge(request),
  });
  engine.server.on("connection", (connection: DesktopConnection & { request: unknown }) =>
    places.open(connection, (connection.request as EngineRequest).request),
  );
  const io = new Server({ connectTimeout: limits.joinTimeoutMs, serveClient: false });
  io.bind(engine.server);
  const parts: ApplicationParts = {
    ...options,
    flood: createFlood(limits.flood ?? DEFAULT_FLOOD_LIMITS, () => refusals.note("application.flood")),
    maxBufferedMessages: MAX_BUFFERED_MESSAGES,
  };
  io.use((socket, next) => {
    options.verifyToken(tokenOf(socket)).then(
      (grant) => {
        if (!places.seat(socket.conn)) return;
        socket.data = { grant };
        next();
      },
      async (caught: unknown) => {
        const error = SidetoneError.from(caught, "UNAUTHENTICATED");
        options.logger.info({ code: error.code }, "agent's application refused");
        await options.guesses.wrong("application.token", places.addressOf(socket.conn));
        next(new Error(REFUSED));
      },
    );
  });
  io.on("connection", (socket) => {
    const { grant } = socket.data as { grant: ApplicationGrant };
    startApplication(socket, grant, parts);
  });
  return {
    answer: engine.answer,
    maxPayloadBytes,
    count: () => io.of("/").sockets.size,
    async close() {
      places.close();
      await io.close();
    },
  };
}

/** Of `auth` where there is one, as newer clients send it, else of the query; empty for none. */
function tokenOf({ handshake }: Socket): string {
  const { auth, query } = handshake;
  const token: unknown = auth[TOKEN_FIELD] ?? query[TOKEN_FIELD];
  return typeof token === "string" ? token : "";
}
