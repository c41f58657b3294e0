/** Puts the HTTP application and the desktops' Socket.IO server on one port. */
import type { WebSocketData } from "@socket.io/bun-engine";
import type { DesktopServer } from "../transports/socketio/desktop-server.ts";

/** What serves everything but Socket.IO; a Hono app fits. */
export interface FetchApp {
  fetch(request: Request, env: { server: Bun.Server<WebSocketData> }): Response | Promise<Response>;
}

export interface ServeHttpOptions {
  app: FetchApp;
  desktopServer: DesktopServer;
  host: string;
  /** 0 for any free port. */
  port: number;
  /** Larger bodies are answered with 413 before the application sees them. */
  maxRequestBodyBytes: number;
}

export interface HttpServing {
  /** The port listened on. */
  readonly port: number;
  /** Stops listening; requests under way have until the deadline, then they are cut. Desktops are their server's to close. */
  stop(deadlineMs: number): Promise<void>;
}

export function serveHttp(options: ServeHttpOptions): HttpServing {
  const { app, desktopServer } = options;
  const server = Bun.serve<WebSocketData>({
    hostname: options.host,
    port: options.port,
    websocket: desktopServer.websocket,
    idleTimeout: desktopServer.idleTimeout,
    maxRequestBodySize: options.maxRequestBodyBytes,
    fetch: (request, bunServer) => {
      const { pathname } = new URL(request.url);
      if (pathname === desktopServer.path) return desktopServer.handleRequest(request, bunServer);
      return app.fetch(request, { server: bunServer });
    },
  });
  const { port } = server;
  if (port === undefined) throw new Error("The HTTP server listens on no port");
  return {
    port,
    stop: async (deadlineMs) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<"late">((resolve) => {
        timer = setTimeout(() => resolve("late"), deadlineMs);
      });
      const outcome = await Promise.race([server.stop(), late]);
      clearTimeout(timer);
      if (outcome === "late") await server.stop(true);
    },
  };
}
