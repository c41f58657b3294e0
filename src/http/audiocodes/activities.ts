/** Activities of VoiceAI Connect over HTTP: by far the most frequent request, so it is also served past the router. */
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { decodeActivities, encodeActivities } from "../../transports/audiocodes/bot-api-codec.ts";
import type { VerifyBotToken } from "../../transports/audiocodes/bot-token.ts";
import type {
  AudiocodesConversations,
  ConversationHandle,
} from "../../transports/audiocodes/conversation-port.ts";
import type { CountAudiocodes } from "../../transports/audiocodes/counts.ts";
import type { Fields } from "../../transports/audiocodes/read-event.ts";
import { pathStartOf } from "../by-prefix.ts";
import { readFields, refusalOf } from "./body.ts";

export interface ActivitiesDoorOptions {
  verifyToken: VerifyBotToken;
  conversations: AudiocodesConversations;
  maxBodyBytes: number;
  logger: Logger;
  count: CountAudiocodes;
}

export interface ActivitiesDoor {
  /** Everything here needs the token, and everything that fails is a problem. */
  guarded(request: Request, serve: () => Response | Promise<Response>): Promise<Response>;
  /** The conversation of that id, once the body names the same one. */
  find(id: string, body: Fields): ConversationHandle;
  /** Throws NOT_FOUND. */
  known(id: string): ConversationHandle;
  /** POST conversation/ID/activities. */
  serve(request: Request, id: string): Promise<Response>;
  /** The answer where the request is that one at its usual address; undefined: the router's. */
  shortcut(request: Request): Promise<Response> | undefined;
}

/** VoiceAI Connect sends one activity or a few at a time. */
const MAX_ACTIVITIES = 500;
/** Followed by a conversation's id. */
export const CONVERSATION_PATH = "/audiocodes/conversation/";
const END = "/activities";
const JSON_ANSWER = { headers: { "content-type": "application/json" } };

export function createActivitiesDoor(options: ActivitiesDoorOptions): ActivitiesDoor {
  const { verifyToken, conversations, maxBodyBytes, logger, count } = options;

  async function guarded(request: Request, serve: () => Response | Promise<Response>): Promise<Response> {
    try {
      const verified = verifyToken(request.headers.get("authorization"));
      if (verified !== undefined) await verified;
      return await serve();
    } catch (caught) {
      const error = SidetoneError.from(caught);
      count(error.code === "UNAUTHENTICATED" ? "unauthenticated" : "refusedRequests");
      if (error.code === "INTERNAL") logger.error({ err: error }, "Bot API request failed");
      return refusalOf(error);
    }
  }

  function known(id: string): ConversationHandle {
    const conversation = conversations.get(id);
    if (conversation !== undefined) return conversation;
    throw new SidetoneError("NOT_FOUND", "This conversation is unknown, has ended or has expired.");
  }

  function find(id: string, body: Fields): ConversationHandle {
    const named = body.conversation;
    if (named !== undefined && named !== id) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "The body is about another conversation than the URL.");
    }
    return known(id);
  }

  async function hear(request: Request, id: string): Promise<Response> {
    const body = await readFields(request, maxBodyBytes);
    const conversation = find(id, body);
    if (!Array.isArray(body.activities)) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "The body has no list of activities.");
    }
    if (body.activities.length > MAX_ACTIVITIES) {
      throw new SidetoneError("LIMIT_EXCEEDED", `Send at most ${MAX_ACTIVITIES} activities at once.`);
    }
    const answer = await conversation.receive(decodeActivities(body.activities));
    const text = answer.length === 0 ? "{}" : JSON.stringify({ activities: encodeActivities(answer) });
    return new Response(text, JSON_ANSWER);
  }

  const serve = (request: Request, id: string) => guarded(request, () => hear(request, id));
  return {
    guarded,
    find,
    known,
    serve,
    shortcut(request) {
      const { url } = request;
      if (request.method !== "POST" || !url.endsWith(END)) return undefined;
      const start = pathStartOf(url);
      if (!url.startsWith(CONVERSATION_PATH, start)) return undefined;
      const id = url.slice(start + CONVERSATION_PATH.length, -END.length);
      // Ids with anything that would have to be decoded, or a deeper path, are left to the router.
      return /^[A-Za-z0-9_.~-]+$/.test(id) ? serve(request, id) : undefined;
    },
  };
}
