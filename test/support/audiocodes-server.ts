/** The Bot API served on this machine over conversations that only take notes. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { systemClock } from "../../src/base/clock.ts";
import { createLogger } from "../../src/base/log.ts";
import { createActivitiesDoor } from "../../src/http/audiocodes/activities.ts";
import { audiocodesBotRoutes } from "../../src/http/audiocodes/bot.ts";
import { withOwnedSockets } from "../../src/http/common/owned-sockets.ts";
import { createBotTokenCheck, type OAuthOptions } from "../../src/transports/audiocodes/bot-token.ts";
import { StreamingSessions } from "../../src/transports/audiocodes/streaming-sessions.ts";
import { type AudiocodesSceneOptions, createAudiocodesScene } from "./audiocodes-scene.ts";

export const BOT_TOKEN = "the-token-of-the-provider";
const MAX_BODY_BYTES = 100_000;

export interface AudiocodesServerOptions extends AudiocodesSceneOptions {
  token?: string | undefined;
  oauth?: OAuthOptions;
  directStt?: boolean;
  /** What a proxy removes before it forwards a request. */
  prefix?: string;
}

export function serveAudiocodes(options: AudiocodesServerOptions = {}) {
  const scene = createAudiocodesScene(options);
  const logger = createLogger("silent");
  const count = (name: keyof typeof scene.counts) => {
    scene.counts[name] = (scene.counts[name] ?? 0) + 1;
  };
  const streaming = new StreamingSessions({
    conversations: scene.conversations,
    directStt: options.directStt ?? false,
    clock: systemClock,
    logger,
    count,
  });
  const token = "token" in options ? options.token : BOT_TOKEN;
  const { conversations } = scene;
  const verifyToken = createBotTokenCheck({ token, oauth: options.oauth, clock: systemClock });
  const maxBodyBytes = MAX_BODY_BYTES;
  const door = createActivitiesDoor({ verifyToken, conversations, maxBodyBytes, logger, count });
  const app = audiocodesBotRoutes({ door, conversations, streaming, maxBodyBytes });
  const prefix = options.prefix ?? "";
  const server = Bun.serve<WebSocketData>({
    hostname: "127.0.0.1",
    port: 0,
    websocket: withOwnedSockets({ message() {} }, MAX_BODY_BYTES),
    fetch(request, bunServer) {
      const url = new URL(request.url);
      if (!url.pathname.startsWith(prefix)) return new Response("outside the prefix", { status: 502 });
      url.pathname = url.pathname.slice(prefix.length);
      const inner = prefix === "" ? request : new Request(url, request);
      return door.shortcut(inner) ?? app.fetch(inner, { server: bunServer });
    },
  });
  const botUrl = `http://127.0.0.1:${server.port}${prefix}/audiocodes/bot`;
  return {
    ...scene,
    streaming,
    botUrl,
    ask(path: string, init: RequestInit & { token?: string | null } = {}) {
      const bearer = init.token === undefined ? BOT_TOKEN : init.token;
      const headers = new Headers(init.headers);
      if (bearer !== null) headers.set("authorization", `Bearer ${bearer}`);
      return fetch(new URL(path, botUrl), { ...init, headers });
    },
    post(path: string, body: unknown) {
      return this.ask(path, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) });
    },
    async close() {
      scene.conversations.close();
      streaming.close();
      await server.stop(true);
    },
  };
}
