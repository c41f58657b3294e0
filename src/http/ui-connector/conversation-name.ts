/** /conversation-name: which conversation belongs to a key both sides know, such as a session id. */
import { Hono } from "hono";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import { isId, parseJson } from "../../base/text-safety.ts";
import type { ConversationNames } from "../../storage/port.ts";
import type { DesktopClaims } from "../panel/desktop-token.ts";
import { readBytes } from "../shared/body-bytes.ts";
import { covers, isServed, type NameRules, parseConversationName } from "./dialogflow-names.ts";
import { jsonReply, messageReply, textReply } from "./replies.ts";
import { checkToken } from "./token-check.ts";

export interface ConversationNameOptions {
  verifyToken(token: string): Promise<DesktopClaims>;
  names: ConversationNames;
  rules: NameRules;
  clock: Clock;
  /** Default 5 seconds. */
  storeDeadlineMs?: number;
}

const PATH = "/conversation-name";
const MAX_BODY_BYTES = 16 * 1024;
const MAX_KEY_CHARACTERS = 512;

export function conversationNameRoutes(options: ConversationNameOptions): Hono {
  const { names, rules, clock, storeDeadlineMs = 5_000 } = options;
  const app = new Hono();

  const within = <T>(work: Promise<T>): Promise<T> =>
    withDeadline(clock, storeDeadlineMs, work, "The store of conversation names");

  /** True for the name of a conversation the token covers. */
  function isOpenTo(claims: DesktopClaims, name: string): boolean {
    const parsed = parseConversationName(name);
    return parsed !== null && covers(rules, claims.conversations, parsed);
  }

  app.on(["GET", "POST", "DELETE"], PATH, async (context) => {
    const checked = await checkToken(context.req.raw, options.verifyToken);
    if (!checked.ok) return checked.response;
    try {
      switch (context.req.method) {
        case "POST":
          return await put(context.req.raw, checked.claims);
        case "DELETE":
          return await remove(context.req.query("conversationIntegrationKey"), checked.claims);
        default:
          return await look(context.req.query("conversationIntegrationKey"), checked.claims);
      }
    } catch (caught) {
      const error = SidetoneError.from(caught);
      if (!error.retryable) throw error;
      return messageReply(503, "Conversation names cannot be read just now.", { "retry-after": "1" });
    }
  });
  return app;

  /** Everything is checked before anything is kept. A token of few rights cannot turn another's key to its own call. */
  async function put(request: Request, claims: DesktopClaims): Promise<Response> {
    const { conversationIntegrationKey: key, conversationName: name } = await readBody(request);
    const parsed = parseConversationName(name);
    if (!isKey(key) || typeof name !== "string" || parsed === null || !isServed(rules, parsed)) {
      return textReply(400, "Bad request");
    }
    const present = claims.conversations === null ? null : await within(names.get(key));
    if (!isOpenTo(claims, name) || (present !== null && !isOpenTo(claims, present))) {
      return messageReply(403, "Your token does not cover this conversation.");
    }
    await within(names.put(key, name));
    return jsonReply(Object.fromEntries([[key, name]]));
  }

  async function look(key: string | undefined, claims: DesktopClaims): Promise<Response> {
    if (!isKey(key)) return textReply(400, "Bad request");
    const name = await within(names.get(key));
    return jsonReply({ conversationName: name !== null && isOpenTo(claims, name) ? name : "" });
  }

  async function remove(key: string | undefined, claims: DesktopClaims): Promise<Response> {
    if (!isKey(key)) return textReply(400, "Bad request");
    const name = await within(names.get(key));
    if (name === null || !isOpenTo(claims, name)) return textReply(404, "Not found");
    return (await within(names.delete(key))) ? textReply(200, "Success") : textReply(404, "Not found");
  }
}

function isKey(key: unknown): key is string {
  return typeof key === "string" && isId(key, MAX_KEY_CHARACTERS);
}

async function readBody(request: Request): Promise<Record<string, unknown>> {
  try {
    const parsed: unknown = parseJson(new TextDecoder().decode(await readBytes(request, MAX_BODY_BYTES)));
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : {};
  } catch {
    // No JSON, or too much of it: its fields are missing, which the caller answers with 400.
    return {};
  }
}
