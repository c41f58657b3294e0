/** POST /register, /register-app and /refresh: from a proof of who asks to a desktop token. */
import { type Context, Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { Logger } from "../../base/log.ts";
import { parseJson } from "../../base/text-safety.ts";
import type { DesktopTokens } from "../panel/desktop-token.ts";
import { readBytes } from "../shared/body-bytes.ts";
import type { AppAuthenticator, Authenticator, Identity } from "./auth/identity.ts";
import { isServed, type NameRules, parseConversationName } from "./dialogflow-names.ts";
import { jsonReply, messageReply, textReply } from "./replies.ts";
import type { RequestGate } from "./request-gate.ts";
import { tokenOf } from "./token-check.ts";

export interface RegisterOptions {
  desktopAuthenticator: Authenticator;
  appAuthenticator: AppAuthenticator;
  tokens: Pick<DesktopTokens, "register" | "refresh">;
  /** "project": a token that names no conversation covers all. "conversations": it has to name some. */
  tokenScope: "project" | "conversations";
  rules: NameRules;
  gate: RequestGate;
  logger: Logger;
}

const MAX_BODY_BYTES = 16 * 1024;
const MAX_CONVERSATIONS = 16;
const MAX_USER_CHARACTERS = 256;
/** What Google's connector says; clients compare the status only. */
const REFUSAL = "Could not authenticate user";

export function registerRoutes(options: RegisterOptions): Hono {
  const app = new Hono();

  app.post("/register", async (context) => {
    const body = await readOptionalObject(context);
    const authorization = context.req.header("authorization") ?? "";
    return await judged(options, body, "valid token required", () =>
      options.desktopAuthenticator(authorization),
    );
  });

  app.post("/register-app", async (context) => {
    if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(context.req.header("content-type") ?? "")) {
      return textReply(415, "The body must be JSON");
    }
    const body = await readOptionalObject(context);
    if (body === null) return textReply(400, "Bad request");
    return await judged(options, body, "valid application level auth required", () =>
      options.appAuthenticator(body),
    );
  });

  app.post("/refresh", async (context) => {
    try {
      return jsonReply({ token: await options.tokens.refresh(tokenOf(context.req.raw)) });
    } catch (caught) {
      const error = SidetoneError.from(caught);
      if (error.code === "UNAUTHENTICATED") return messageReply(401, error.message);
      throw error;
    }
  });

  return app;
}

/** Asks who it is, and makes a token of what the body asks for. The scope is read only for those who are let in. */
async function judged(
  options: RegisterOptions,
  body: Record<string, unknown> | null,
  need: string,
  authenticate: () => Promise<Identity | null>,
): Promise<Response> {
  const leave = options.gate.enter();
  if (leave === null) return textReply(503, "Too many desktops register at once", { "retry-after": "1" });
  try {
    const identity = await authenticate();
    if (identity === null) return textReply(401, REFUSAL, { authentication: need });
    const conversations = readScope(options, body);
    if (conversations === "invalid") return textReply(400, "Bad request");
    const user = readUser(body) || identity.user;
    return jsonReply({ token: await options.tokens.register({ conversations, user }) });
  } catch (caught) {
    const error = SidetoneError.from(caught);
    if (!error.retryable) throw error;
    options.logger.warn({ code: error.code, reason: error.message }, "a desktop could not be authenticated");
    return textReply(503, "Users cannot be authenticated just now", { "retry-after": "2" });
  } finally {
    leave();
  }
}

/** `conversations` of the body; null for all, "invalid" for a list that is none, or for none where one is needed. */
function readScope(
  options: RegisterOptions,
  body: Record<string, unknown> | null,
): string[] | null | "invalid" {
  const asked = body?.conversations;
  if (asked === undefined || asked === null) return options.tokenScope === "project" ? null : "invalid";
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > MAX_CONVERSATIONS) return "invalid";
  const names: string[] = [];
  for (const name of asked) {
    const parsed = parseConversationName(name);
    if (parsed === null || !isServed(options.rules, parsed)) return "invalid";
    names.push(String(name));
  }
  return names;
}

function readUser(body: Record<string, unknown> | null): string {
  const user = body?.gcp_agent_assist_user;
  return typeof user === "string" ? user.slice(0, MAX_USER_CHARACTERS) : "";
}

/** The body as a JSON object, of whatever content type; null where it is none. Pages send none, or one. */
async function readOptionalObject(context: Context): Promise<Record<string, unknown> | null> {
  try {
    const text = new TextDecoder().decode(await readBytes(context.req.raw, MAX_BODY_BYTES));
    const parsed: unknown = parseJson(text);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : null;
  } catch {
    // Google's connector reads a bad body as none, and so do its pages' developers.
    return null;
  }
}
