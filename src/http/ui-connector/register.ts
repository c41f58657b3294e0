/** POST /register, /register-app and /refresh: from a proof of identity to a desktop token. */
import { Hono } from "hono";
import { SidetoneError } from "../../base/errors.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Logger } from "../../base/log.ts";
import { cutText } from "../../base/text-safety.ts";
import { noneIfBad, readJsonObject } from "../common/body.ts";
import { RefusedError, refuseIn } from "../common/refusal.ts";
import type { DesktopTokens } from "../panel/desktop-token.ts";
import type { AppAuthenticator, Authenticator, Identity } from "./auth/identity.ts";
import { isServed, type NameRules, parseConversationName } from "./dialogflow-names.ts";
import { badRequest, jsonReply, messageForm, RETRY_AFTER_S, textForm, textReply } from "./replies.ts";
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
  app.onError(refuseIn(textForm, { retryAfterS: RETRY_AFTER_S }));

  app.post("/register", async (context) => {
    const body = await readOptionalObject(context.req.raw);
    const authorization = context.req.header("authorization") ?? "";
    return await judged(options, body, "valid token required", () =>
      options.desktopAuthenticator(authorization),
    );
  });

  app.post("/register-app", async (context) => {
    if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(context.req.header("content-type") ?? "")) {
      // No error code means 415.
      return textReply(415, "The body must be JSON");
    }
    const body = await readOptionalObject(context.req.raw);
    if (body === null) throw badRequest();
    return await judged(options, body, "valid application level auth required", () =>
      options.appAuthenticator(body),
    );
  });

  return new Hono().route("/", app).route("/", refreshRoutes(options));
}

function refreshRoutes({ tokens }: RegisterOptions): Hono {
  const app = new Hono();
  app.onError(refuseIn(messageForm));
  app.post("/refresh", async ({ req }) => jsonReply({ token: await tokens.refresh(tokenOf(req.raw)) }));
  return app;
}

/** Asks who it is, and makes a token of what the body asks for. The scope is read only after authentication. */
async function judged(
  options: RegisterOptions,
  body: JsonObject | null,
  need: string,
  authenticate: () => Promise<Identity | null>,
): Promise<Response> {
  const leave = options.gate.enter();
  if (leave === null) {
    throw new RefusedError("LIMIT_EXCEEDED", "Too many desktops register at once", { retryable: true });
  }
  try {
    const identity = await authenticate();
    if (identity === null) {
      throw new RefusedError("UNAUTHENTICATED", REFUSAL, { headers: { authentication: need } });
    }
    const conversations = readScope(options, body);
    const user = readUser(body) || identity.user;
    return jsonReply({ token: await options.tokens.register({ conversations, user }) });
  } catch (caught) {
    const error = SidetoneError.from(caught);
    if (!error.retryable) throw error;
    options.logger.warn({ code: error.code, reason: error.message }, "a desktop could not be authenticated");
    throw new RefusedError(error.code, "Users cannot be authenticated just now", {
      headers: { "retry-after": "2" },
      retryable: true,
      cause: error,
    });
  } finally {
    leave();
  }
}

/** `conversations` of the body, null for all; fails for a list that is none, or for none where one is needed. */
function readScope(options: RegisterOptions, body: JsonObject | null): string[] | null {
  const asked = body?.conversations;
  if (asked === undefined || asked === null) {
    if (options.tokenScope === "project") return null;
    throw badRequest();
  }
  if (!Array.isArray(asked) || asked.length === 0 || asked.length > MAX_CONVERSATIONS) throw badRequest();
  return asked.map((name) => {
    const parsed = parseConversationName(name);
    if (parsed === null || !isServed(options.rules, parsed)) throw badRequest();
    return String(name);
  });
}

function readUser(body: JsonObject | null): string {
  const user = body?.gcp_agent_assist_user;
  return typeof user === "string" ? cutText(user, MAX_USER_CHARACTERS) : "";
}

/** The body as a JSON object, of any content type; null if it is none. Pages send none, or one. */
async function readOptionalObject(request: Request): Promise<JsonObject | null> {
  // Google's connector reads a bad body as none, and so do its pages' developers.
  return await readJsonObject(request, MAX_BODY_BYTES).catch(noneIfBad);
}
