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
import { readJsonObject } from "../common/body.ts";
import { pathStartOf } from "../server/by-prefix.ts";
import { createRefuse } from "./refuse.ts";

export interface ActivitiesDoorOptions {
  verifyToken: VerifyBotToken;
  conversations: AudiocodesConversations;
  maxBodyBytes: number;
  logger: Logger;
  count: CountAudiocodes;
}

export interface ActivitiesDoor {
  /** Throws or rejects with UNAUTHENTICATED; everything here needs the token. Undefined: nothing to wait for. */
  admit(request: Request): Promise<void> | undefined;
  /** The problem that a failed request is answered with. */
  refuse(caught: unknown): Response;
  /** The conversation of that id, once the body names the same one. */
  find(id: string, body: Fields): Promise<ConversationHandle>;
  /** Rejects with NOT_FOUND. */
  known(id: string): Promise<ConversationHandle>;
  /** POST conversation/ID/activities, once admitted. */
  hear(request: Request, id: string): Promise<Response>;
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
  const { verifyToken, conversations, maxBodyBytes } = options;
  const refuse = createRefuse(options);
  const admit = (request: Request) => verifyToken(request.headers.get("authorization"));

  async function known(id: string): Promise<ConversationHandle> {
    const conversation = await conversations.find(id);
    if (conversation !== undefined) return conversation;
    throw new SidetoneError("NOT_FOUND", "This conversation is unknown, has ended or has expired.");
  }

  async function find(id: string, body: Fields): Promise<ConversationHandle> {
    const named = body.conversation;
    if (named !== undefined && named !== id) {
      throw new SidetoneError("PROTOCOL_VIOLATION", "The body is about another conversation than the URL.");
    }
    return known(id);
  }

  async function hear(request: Request, id: string): Promise<Response> {
    const body = await readJsonObject(request, maxBodyBytes, { sender: "known" });
    const conversation = await find(id, body);
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

  async function serve(request: Request, id: string): Promise<Response> {
    try {
      const admitted = admit(request);
      if (admitted !== undefined) await admitted;
      return await hear(request, id);
    } catch (caught) {
      return refuse(caught);
    }
  }

  return {
    admit,
    refuse,
    find,
    known,
    hear,
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
