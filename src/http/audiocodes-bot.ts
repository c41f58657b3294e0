/** AudioCodes' Bot API over HTTP: validation, conversations, activities; and the door to its WebSockets. */
import type { WebSocketData } from "@socket.io/bun-engine";
import { type Context, Hono } from "hono";
import { SidetoneError } from "../errors.ts";
import type { Logger } from "../telemetry/log.ts";
import { AsyncChannel } from "../transports/audiocodes/async-channel.ts";
import { decodeActivities, encodeActivities } from "../transports/audiocodes/bot-api-codec.ts";
import type { VerifyBotToken } from "../transports/audiocodes/bot-token.ts";
import type {
  AudiocodesConversations,
  ConversationHandle,
} from "../transports/audiocodes/conversation-port.ts";
import type { CountAudiocodes } from "../transports/audiocodes/counts.ts";
import { type Fields, readEnd, textOf } from "../transports/audiocodes/read-event.ts";
import type { StreamingSessions } from "../transports/audiocodes/streaming-sessions.ts";
import { readFields, refusalOf } from "./audiocodes-body.ts";
import { type SocketOwner, upgradeFor } from "./owned-sockets.ts";

export interface AudiocodesBotOptions {
  verifyToken: VerifyBotToken;
  conversations: AudiocodesConversations;
  streaming: StreamingSessions;
  maxBodyBytes: number;
  logger: Logger;
  count: CountAudiocodes;
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
const CONVERSATION_PATHS = ["/audiocodes/conversation/:id", "/audiocodes/bot/conversation/:id"];
/** VoiceAI Connect sends one activity or a few at a time. */
const MAX_ACTIVITIES = 500;
const VALIDATION = { type: "ac-bot-api", success: true };

/** Answers never wait for Google; problems (RFC 9457) are 400, 401, 404, 409, 413 and 503. */
export function audiocodesBotRoutes(options: AudiocodesBotOptions): Hono {
  const { conversations, streaming, verifyToken, maxBodyBytes, logger, count } = options;
  const app = new Hono<BotEnv>();

  /** Everything here needs the token, and everything that fails is a problem. */
  function guarded(serve: (context: BotContext) => Promise<Response>) {
    return async (context: BotContext): Promise<Response> => {
      try {
        const verified = verifyToken(context.req.raw.headers.get("authorization"));
        if (verified !== undefined) await verified;
        return await serve(context);
      } catch (caught) {
        const error = SidetoneError.from(caught);
        count(error.code === "UNAUTHENTICATED" ? "unauthenticated" : "refusedRequests");
        if (error.code === "INTERNAL") logger.error({ err: error }, "Bot API request failed");
        return refusalOf(error);
      }
    };
  }

  const read = (context: BotContext) => readFields(context.req.raw, maxBodyBytes);

  /** The conversation of the path, once the body names the same one. */
  function find(context: BotContext, body: Fields): ConversationHandle {
    const id = context.req.param("id") ?? "";
    const named = body.conversation;
    if (named !== undefined && named !== id) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "The body is about another conversation than the URL.");
    }
    return known(id);
  }

  function known(id: string): ConversationHandle {
    const conversation = conversations.get(id);
    if (conversation !== undefined) return conversation;
    throw new SidetoneError("NOT_FOUND", "This conversation is unknown, has ended or has expired.");
  }

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

  async function activities(context: BotContext): Promise<Response> {
    const body = await read(context);
    const conversation = find(context, body);
    if (!Array.isArray(body.activities)) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "The body has no list of activities.");
    }
    if (body.activities.length > MAX_ACTIVITIES) {
      throw new SidetoneError("LIMIT_EXCEEDED", `Send at most ${MAX_ACTIVITIES} activities at once.`);
    }
    const answer = await conversation.receive(decodeActivities(body.activities));
    return context.json(answer.length === 0 ? {} : { activities: encodeActivities(answer) });
  }

  async function refresh(context: BotContext): Promise<Response> {
    const conversation = find(context, await read(context));
    conversation.refresh();
    return context.json({ expiresSeconds: conversation.expiresSeconds });
  }

  async function disconnect(context: BotContext): Promise<Response> {
    const body = await read(context);
    const conversation = find(context, body);
    await conversation.receive([readEnd({}, body)]);
    return context.json({});
  }

  function upgrade(context: BotContext, owner: SocketOwner): Response {
    if (upgradeFor(context.env.server, context.req.raw, owner)) return new Response(null);
    throw new SidetoneError("PROTOCOL_VIOLATION", "This is a WebSocket's address.");
  }

  const isHandshake = (context: BotContext) => context.req.header("upgrade")?.toLowerCase() === "websocket";
  app.on(
    "GET",
    BOT_PATHS,
    guarded(async (context) =>
      isHandshake(context) ? upgrade(context, streaming.take()) : context.json(VALIDATION),
    ),
  );
  app.on("POST", BOT_PATHS, guarded(create));
  for (const path of CONVERSATION_PATHS) {
    app.post(`${path}/activities`, guarded(activities));
    app.post(`${path}/refresh`, guarded(refresh));
    app.post(`${path}/disconnect`, guarded(disconnect));
    app.get(
      `${path}/websocket`,
      guarded(async (context) => upgrade(context, new AsyncChannel(known(context.req.param("id") ?? "")))),
    );
  }
  return app as unknown as Hono;
}
