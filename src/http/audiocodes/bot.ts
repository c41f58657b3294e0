/** AudioCodes' Bot API over HTTP: validation, conversations, activities; and the door to its WebSockets. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { type Context, Hono, type MiddlewareHandler } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import { AsyncChannel } from "../../transports/audiocodes/async-channel.ts";
import type { AudiocodesConversations } from "../../transports/audiocodes/conversation-port.ts";
import { readEnd, textOf } from "../../transports/audiocodes/read-event.ts";
import type { StreamingSessions } from "../../transports/audiocodes/streaming-sessions.ts";
import { readJsonObject } from "../common/body.ts";
import { type SocketOwner, upgradeFor } from "../common/owned-sockets.ts";
import { type ActivitiesDoor, CONVERSATION_PATH } from "./activities.ts";

export interface AudiocodesBotOptions {
  /** Checks tokens, finds conversations, and takes the activities. */
  door: ActivitiesDoor;
  conversations: AudiocodesConversations;
  streaming: StreamingSessions;
  maxBodyBytes: number;
}

interface BotEnv {
  Bindings: { server: Bun.Server<WebSocketData> };
}
type BotContext = Context<BotEnv>;

/** Everything of VoiceAI Connect's is served below it. */
export const AUDIOCODES_PREFIX = "/audiocodes/";
/** The address of the bot (botURL) is /audiocodes/bot; VoiceAI Connect's streaming mode may use either. */
const BOT_PATHS = ["/audiocodes/bot", "/audiocodes/bot/", "/audiocodes/stream"];
/**
 * The URLs of a conversation are relative to the bot's, so that they hold behind any prefix: the last segment of the
 * bot's URL is replaced, or added to where it ends in a slash.
 */
const CONVERSATION_PATHS = [`${CONVERSATION_PATH}:id`, "/audiocodes/bot/conversation/:id"];
const VALIDATION = { type: "ac-bot-api", success: true };

/** Answers never wait for Google; problems (RFC 9457) are 400, 401, 404, 409, 413 and 503. */
export function audiocodesBotRoutes(options: AudiocodesBotOptions): Hono {
  const { door, conversations, streaming, maxBodyBytes } = options;
  const app = new Hono<BotEnv>();
  app.onError(door.refuse);

  const admitted: MiddlewareHandler<BotEnv> = async (context, next) => {
    await door.admit(context.req.raw);
    await next();
  };
  const read = (context: BotContext) => readJsonObject(context.req.raw, maxBodyBytes, { sender: "known" });
  const idOf = (context: BotContext) => context.req.param("id") ?? "";

  async function create(context: BotContext): Promise<Response> {
    const body = await read(context);
    const conversationId = textOf(body.conversation);
    if (conversationId === undefined) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "The body names no conversation.");
    }
    const botName = textOf(body.bot);
    const opened = await conversations.open({
      conversationId,
      framework: "bot-api",
      ...(botName === undefined ? {} : { botName }),
    });
    const url = `conversation/${encodeURIComponent(conversationId)}`;
    const { capabilities } = body;
    const takesSocket = !Array.isArray(capabilities) || capabilities.includes("websocket");
    return context.json({
      activitiesURL: `${url}/activities`,
      refreshURL: `${url}/refresh`,
      disconnectURL: `${url}/disconnect`,
      ...(takesSocket ? { websocketURL: `${url}/websocket` } : {}),
      expiresSeconds: opened.expiresSeconds,
    });
  }

  async function refresh(context: BotContext): Promise<Response> {
    const conversation = await door.find(idOf(context), await read(context));
    conversation.refresh();
    return context.json({ expiresSeconds: conversation.expiresSeconds });
  }

  async function disconnect(context: BotContext): Promise<Response> {
    const body = await read(context);
    const conversation = await door.find(idOf(context), body);
    await conversation.receive([readEnd({}, body)]);
    return context.json({});
  }

  function upgrade(context: BotContext, owner: SocketOwner): Response {
    if (upgradeFor(context.env.server, context.req.raw, owner)) return new Response(null);
    throw new SidetoneError("PROTOCOL_VIOLATION", "This is a WebSocket's address.");
  }

  const isHandshake = (context: BotContext) => context.req.header("upgrade")?.toLowerCase() === "websocket";
  app.on("GET", BOT_PATHS, admitted, (context) =>
    isHandshake(context) ? upgrade(context, streaming.take()) : context.json(VALIDATION),
  );
  app.on("POST", BOT_PATHS, admitted, create);
  for (const path of CONVERSATION_PATHS) {
    app.post(`${path}/activities`, admitted, (context) => door.hear(context.req.raw, idOf(context)));
    app.post(`${path}/refresh`, admitted, refresh);
    app.post(`${path}/disconnect`, admitted, disconnect);
    app.get(`${path}/websocket`, admitted, async (context) =>
      upgrade(context, new AsyncChannel(await door.known(idOf(context)))),
    );
  }
  return app as unknown as Hono;
}
