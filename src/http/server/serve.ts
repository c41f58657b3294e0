/** Puts the HTTP application and the desktops' Socket.IO server on one port. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { type ClientAddresses, clientAddresses } from "../../base/client-address.ts";
import { type Clock, systemClock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import type { Refusals } from "../../telemetry/refusals.ts";
import type { DesktopServer } from "../../transports/socketio/desktop-server.ts";
import { readBytes } from "../common/body.ts";
import { createBodyGate } from "../common/body-gate.ts";
import { withOwnedSockets } from "../common/owned-sockets.ts";
import { problemResponse } from "../common/problem.ts";
import { failureOf, refusalOf } from "../common/refusal.ts";
import { hasPath } from "./by-prefix.ts";
import { refuseMalformed } from "./malformed-request.ts";
import { makeUrlWhole, stripPublicPath } from "./whole-url.ts";

/** What serves everything but Socket.IO; a Hono app fits. */
export interface FetchApp {
  fetch(request: Request, env: { server: Bun.Server<WebSocketData> }): Response | Promise<Response>;
}

export interface ServeHttpOptions {
  app: FetchApp;
  desktopServer: DesktopServer;
  /** False: no desktop is served here, and its paths are unknown. Default true. */
  servesDesktops?: boolean;
  host: string;
  /** 0 for any free port. */
  port: number;
  /** What a proxy puts before every path, "" or "/prefix"; it may strip it or not. Default "". */
  publicPath?: string;
  /** Larger bodies are answered with 413 before the application sees them. */
  maxRequestBodyBytes: number;
  /** Told of the server, to ask it where requests come from. */
  addresses?: ClientAddresses;
  /** Hears of requests that could not be read. */
  refusals?: Pick<Refusals, "note">;
  /** From a connection to the whole head of its first request, in seconds. Default 10; the timer is the server's own. */
  headDeadlineS?: number;
  /**
   * How long a connection may be idle after an answer, 0 for as long as the other side wants. Desktops' polls may be quiet
   * for longer. Default 90 s.
   */
  keepAliveMs?: number;
  /** Default: the machine's. */
  clock?: Clock;
  /** Hears of requests the application failed on. */
  logger?: Logger;
}

export interface HttpServing {
  /** The port listened on. */
  readonly port: number;
  /** Stops listening; requests under way have until the deadline, then they are cut. Desktops are their server's to close. */
  stop(deadlineMs: number): Promise<void>;
}

/** The deadline of a connection's first request; slow bytes do not extend it. */
const HEAD_DEADLINE_S = 10;
const DEFAULT_KEEP_ALIVE_MS = 90_000;

export function serveHttp(options: ServeHttpOptions): HttpServing {
  const { app, desktopServer, servesDesktops = true, publicPath = "", clock = systemClock, logger } = options;
  const addresses = options.addresses ?? clientAddresses([]);
  const refusals = options.refusals ?? { note: () => {} };
  const { maxRequestBodyBytes } = options;
  const bodies = createBodyGate({ maxRequestBodyBytes, addresses, refusals, clock });

  const idleS = Math.ceil((options.keepAliveMs ?? DEFAULT_KEEP_ALIVE_MS) / 1000);
  const pollIdleS = idleS === 0 ? 0 : Math.max(idleS, desktopServer.idleTimeout);

  async function serveDesktop(request: Request, bunServer: Bun.Server<WebSocketData>): Promise<Response> {
    if (request.method !== "POST") return await desktopServer.handleRequest(request, bunServer);
    // The library would read it without an end, and without a bound on how many there are.
    // What it gets in place of the request has no address: only a GET opens a connection, whose address is kept.
    try {
      const { url, method, headers } = request;
      const body = await readBytes(request, desktopServer.maxPayloadBytes);
      return await desktopServer.handleRequest(new Request(url, { method, headers, body }), bunServer);
    } catch (caught) {
      const error = SidetoneError.from(caught);
      if (error.code === "INTERNAL") throw caught;
      return desktopServer.refuse(request, refusalOf(error));
    }
  }

  const server = Bun.serve<WebSocketData>({
    hostname: options.host,
    port: options.port,
    websocket: withOwnedSockets(desktopServer.websocket, maxRequestBodyBytes),
    idleTimeout: options.headDeadlineS ?? HEAD_DEADLINE_S,
    maxRequestBodySize: maxRequestBodyBytes,
    // Bun's own error page shows source code.
    development: false,
    error: (caught) => {
      const error = SidetoneError.from(caught);
      logger?.error({ err: error }, "request failed");
      return problemResponse(failureOf(error));
    },
    fetch: (request, bunServer) => {
      // The head is there: from now on the connection may be quiet while an answer is made, or a desktop polls.
      makeUrlWhole(request);
      stripPublicPath(request, publicPath);
      const isDesktop = servesDesktops && hasPath(request.url, desktopServer.path);
      bunServer.timeout(request, isDesktop ? pollIdleS : idleS);
      const malformed = refuseMalformed(request, (kind) => refusals.note(kind));
      if (malformed !== undefined)
        return isDesktop ? desktopServer.refuse(request, malformed) : problemResponse(malformed);
      bodies.watch(request);
      if (isDesktop) return serveDesktop(request, bunServer);
      return app.fetch(request, { server: bunServer });
    },
  });
  addresses.serve(server);
  const { port } = server;
  if (port === undefined) throw new SidetoneError("INTERNAL", "The HTTP server listens on no port");
  return {
    port,
    stop: async (deadlineMs) => {
      const { promise: late, resolve } = Promise.withResolvers<"late">();
      const timer = clock.setTimeout(() => resolve("late"), deadlineMs);
      const outcome = await Promise.race([server.stop(), late]);
      clock.clearTimeout(timer);
      if (outcome === "late") await server.stop(true);
      bodies.close();
    },
  };
}
