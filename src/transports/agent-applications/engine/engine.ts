/**
 * The Engine.IO library for Node on Bun's server: versions 4 and 3 of the protocol, polling and WebSocket. Agents' desktops
 * use Socket.IO's engine for Bun, which knows version 4 only; clients of Socket.IO 2 speak version 3.
 */
import { Server } from "engine.io";
import { EngineRequest, EngineResponse } from "./http-pair.ts";
import { BunWebSockets, type Owner } from "./web-socket.ts";

export interface EngineOptions {
  maxPayloadBytes: number;
  pingIntervalMs: number;
  pingTimeoutMs: number;
  /** Origins whose pages may connect; "*" for any. */
  corsOrigins: readonly string[];
  /** Why a request may not open a connection; null if it may. */
  judge(request: Request): string | null;
}

/** One request, and what the server around it offers. */
export interface EngineCall {
  request: Request;
  remoteAddress: string;
  /** Of a POST: a text, or bytes where version 3 sends binary packets. */
  body?: string | Buffer;
  /** Makes it a WebSocket; false if it is no handshake. */
  upgrade(owner: Owner): boolean;
}

export interface BunEngine {
  /** For Socket.IO's `bind`. */
  readonly server: Server;
  answer(call: EngineCall): Promise<Response>;
}

const BAD_REQUEST = 400;
const FORBIDDEN_CODE = 4;
const FORBIDDEN = 403;

/** Also in the library's `request` of a connection, to tell where it came from. */
export type ConnectionRequest = EngineRequest & { refuse?: (code: number, message: string) => void };

export function createBunEngine(options: EngineOptions): BunEngine {
  const server = new Server({
    allowEIO3: true,
    wsEngine: BunWebSockets,
    maxHttpBufferSize: options.maxPayloadBytes,
    pingInterval: options.pingIntervalMs,
    pingTimeout: options.pingTimeoutMs,
    // It would pipe into the answer, which is one piece here.
    httpCompression: false,
    cors: {
      origin: options.corsOrigins.includes("*") ? "*" : [...options.corsOrigins],
      methods: ["GET", "POST"],
      maxAge: 600,
    },
    allowRequest(incoming, decide) {
      const refusal = options.judge((incoming as unknown as EngineRequest).request);
      decide(refusal, refusal === null);
    },
  });
  server.on("connection_error", ({ req, code, message, context }) => {
    const reason = typeof context?.message === "string" ? context.message : message;
    (req as ConnectionRequest).refuse?.(code, reason);
  });

  function upgrade({ request, remoteAddress, upgrade: toSocket }: EngineCall): Promise<Response> {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const incoming = Object.assign(new EngineRequest(request, remoteAddress), {
      refuse: (code: number, message: string) => resolve(refusal(code, message)),
      upgrade(owner: Owner) {
        const isUpgraded = toSocket(owner);
        if (isUpgraded) resolve(new Response(null));
        return isUpgraded;
      },
    });
    // A signal of the first request would end the connection it became.
    incoming.answered();
    const connection = {
      writable: false,
      on: () => {},
      destroy: () => resolve(refusal(3, "This is no WebSocket handshake")),
    };
    server.handleUpgrade(
      incoming as unknown as Parameters<Server["handleUpgrade"]>[0],
      connection as unknown as Parameters<Server["handleUpgrade"]>[1],
      Buffer.alloc(0),
    );
    return promise;
  }

  return {
    server,
    async answer(call) {
      const { request, remoteAddress, body } = call;
      if (request.headers.get("upgrade")?.toLowerCase() === "websocket") return await upgrade(call);
      const incoming = new EngineRequest(request, remoteAddress);
      const outgoing = new EngineResponse();
      server.handleRequest(
        incoming as unknown as Parameters<Server["handleRequest"]>[0],
        outgoing as unknown as Parameters<Server["handleRequest"]>[1],
      );
      try {
        if (request.method === "POST") incoming.feed(body ?? "");
      } catch {
        // The library's reader of version 3 throws at some broken bodies.
        outgoing.writeHead(BAD_REQUEST).end();
      }
      const response = await outgoing.answer;
      incoming.answered();
      return response;
    },
  };
}

function refusal(code: number, message: string): Response {
  const status = code === FORBIDDEN_CODE ? FORBIDDEN : BAD_REQUEST;
  return Response.json({ code, message }, { status });
}
