/** Where agents' own applications connect: Socket.IO over polling and WebSocket, at the path of AudioCodes' API. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { type Context, Hono } from "hono";
import type { ClientAddresses } from "../../base/client-address.ts";
import { SOCKET_PATH } from "../../transports/agent-applications/names.ts";
import type { ApplicationServer } from "../../transports/agent-applications/server.ts";
import { readBytes } from "../common/body.ts";
import { upgradeFor } from "../common/owned-sockets.ts";

interface Env {
  Bindings: { server: Bun.Server<WebSocketData> };
}

export const APPLICATIONS_PREFIX = "/agentAssist/";
/** Above the 25 s between two pings of the server: a poll is quiet for as long. */
const POLL_IDLE_S = 60;
const UTF8 = new TextDecoder();

export function agentApplicationRoutes(
  applications: Pick<ApplicationServer, "answer" | "maxPayloadBytes">,
  addresses: Pick<ClientAddresses, "of">,
): Hono {
  const app = new Hono<Env>();
  const answer = async (context: Context<Env>): Promise<Response> => {
    const request = context.req.raw;
    const { server } = context.env;
    server.timeout(request, POLL_IDLE_S);
    const call = {
      request,
      remoteAddress: addresses.of(request),
      upgrade: (owner: Parameters<typeof upgradeFor>[2]) => upgradeFor(server, request, owner),
    };
    if (request.method !== "POST") return await applications.answer(call);
    const bytes = await readBytes(request, applications.maxPayloadBytes);
    const isBinary = request.headers.get("content-type") === "application/octet-stream";
    return await applications.answer({ ...call, body: isBinary ? Buffer.from(bytes) : UTF8.decode(bytes) });
  };
  app.on(["GET", "POST", "OPTIONS"], [SOCKET_PATH, `${SOCKET_PATH}/`], answer);
  return app as unknown as Hono;
}
