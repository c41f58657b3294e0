/** /conversation-name: which conversation belongs to a key both sides know, such as a session id. */
import { type Context, Hono } from "hono";
import type { Clock } from "../../base/clock.ts";
import { withDeadline } from "../../base/deadline.ts";
import { SidetoneError } from "../../base/errors.ts";
import type { JsonObject } from "../../base/json.ts";
import { isId } from "../../base/text-safety.ts";
import type { ConversationNames } from "../../storage/port.ts";
import { noneIfBad, readJsonObject } from "../common/body.ts";
import { type Refusal, RefusedError, refuseIn } from "../common/refusal.ts";
import type { DesktopClaims } from "../panel/desktop-token.ts";
import { covers, isServed, type NameRules, parseConversationName } from "./dialogflow-names.ts";
import { badRequest, jsonReply, messageForm, RETRY_AFTER_S, textForm, textReply } from "./replies.ts";
import { type ClaimsEnv, requireToken } from "./token-check.ts";

export interface ConversationNameOptions {
  verifyToken(token: string): Promise<DesktopClaims>;
  names: ConversationNames;
  rules: NameRules;
  /** The conversation of the newest life of the call that has this one. */
  newestOf(conversationName: string): Promise<string>;
  clock: Clock;
  /** Default 5 seconds. */
  storeDeadlineMs?: number;
}

const PATH = "/conversation-name";
const MAX_BODY_BYTES = 16 * 1024;
const MAX_KEY_CHARACTERS = 512;

export function conversationNameRoutes(options: ConversationNameOptions): Hono {
  const { names, rules, clock, storeDeadlineMs = 5_000 } = options;
  const app = new Hono<ClaimsEnv>();
  app.onError(refuseIn(asGoogleDoes, { retryAfterS: RETRY_AFTER_S }));

  const within = <T>(work: Promise<T>): Promise<T> =>
    withDeadline(clock, storeDeadlineMs, work, "The store of conversation names");

  /** True for the name of a conversation the token covers. */
  function isOpenTo(claims: DesktopClaims, name: string): boolean {
    const parsed = parseConversationName(name);
    return parsed !== null && covers(rules, claims.conversations, parsed);
  }

  app.on(["GET", "POST", "DELETE"], PATH, requireToken(options.verifyToken), async (context) => {
    try {
      return await serve(context);
    } catch (caught) {
      const error = SidetoneError.from(caught);
      if (!error.retryable) throw error;
      throw new RefusedError(error.code, "Conversation names cannot be read just now.", {
        retryable: true,
        cause: error,
      });
    }
  });
  return new Hono().route("/", app);

  async function serve(context: Context<ClaimsEnv>): Promise<Response> {
    const claims = context.get("claims");
    if (context.req.method === "POST") return await put(context.req.raw, claims);
    const key = context.req.query("conversationIntegrationKey");
    return context.req.method === "DELETE" ? await remove(key, claims) : await look(key, claims);
  }

  /** Everything is checked before anything is kept. A token of few rights cannot turn another's key to its own call. */
  async function put(request: Request, claims: DesktopClaims): Promise<Response> {
    const { conversationIntegrationKey: key, conversationName: name } = await readBody(request);
    const parsed = parseConversationName(name);
    if (!isKey(key) || typeof name !== "string" || parsed === null || !isServed(rules, parsed)) {
      throw badRequest();
    }
    const present = claims.conversations === null ? null : await within(names.get(key));
    if (!isOpenTo(claims, name) || (present !== null && !isOpenTo(claims, present))) {
      throw new SidetoneError("FORBIDDEN", "Your token does not cover this conversation.");
    }
    await within(names.put(key, name));
    return jsonReply(Object.fromEntries([[key, name]]));
  }

  async function look(key: string | undefined, claims: DesktopClaims): Promise<Response> {
    if (!isKey(key)) throw badRequest();
    const name = await within(names.get(key));
    if (name === null) return jsonReply({ conversationName: "" });
    // A token of few rights stays with the life that it names.
    const lives = [await within(options.newestOf(name)), name];
    return jsonReply({ conversationName: lives.find((life) => isOpenTo(claims, life)) ?? "" });
  }

  async function remove(key: string | undefined, claims: DesktopClaims): Promise<Response> {
    if (!isKey(key)) throw badRequest();
    const name = await within(names.get(key));
    const isGone = name !== null && isOpenTo(claims, name) && (await within(names.delete(key)));
    if (!isGone) throw new SidetoneError("NOT_FOUND", "Not found");
    return textReply(200, "Success");
  }
}

function isKey(key: unknown): key is string {
  return typeof key === "string" && isId(key, MAX_KEY_CHARACTERS);
}

/** No JSON, or too much of it: its fields are missing, which the caller answers with 400. */
async function readBody(request: Request): Promise<JsonObject> {
  return (await readJsonObject(request, MAX_BODY_BYTES, { sender: "known" }).catch(noneIfBad)) ?? {};
}

/** Token faults and internal failures as `{message}`, faults of the request as text. */
function asGoogleDoes(refusal: Refusal): Response {
  const isText = refusal.code === "PROTOCOL_VIOLATION" || refusal.code === "NOT_FOUND";
  return isText ? textForm(refusal) : messageForm(refusal);
}
