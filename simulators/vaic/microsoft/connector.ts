/**
 * Who takes the activities that bots post: the connector service, or a bot that called another as its skill; and Azure AD,
 * which gives bots their tokens by client credentials. From Microsoft's page "Authentication with the Bot Connector API":
 * grant type, scope, a form as the body, a bearer token. A skill host takes a token only if its own app id is the audience
 * (botframework-connector, auth/skillValidation.ts, validateIdentity); Azure AD gives one for an app that it knows.
 */
import { asObject } from "../../../src/base/json.ts";
import { parseStrictJson } from "../../strict-json.ts";
import { TOKEN_LIFETIME_S } from "./issuer.ts";

type ActivityListener = (activity: Record<string, unknown>) => void;

const SCOPE_SUFFIX = "/.default";

export function createConnector(options: {
  appId: string;
  appPassword: string;
  /** For whom tokens are given. */
  audiences: readonly string[];
  refuse(status: number, reason: string): Response;
}) {
  const { appId, appPassword, audiences, refuse } = options;
  /** With the audience of each. */
  const issued = new Map<string, string>();
  const listeners = new Map<string, ActivityListener>();
  let tokensGiven = 0;
  let failures = 0;

  return {
    async giveToken(request: Request): Promise<Response> {
      if (!isOf(request, "application/x-www-form-urlencoded")) return refuse(400, "the body is not a form");
      const form = new URLSearchParams(await request.text());
      if (form.get("grant_type") !== "client_credentials") return refuse(400, "wrong grant type");
      const scope = form.get("scope") ?? "";
      const audience = scope.slice(0, -SCOPE_SUFFIX.length);
      if (!scope.endsWith(SCOPE_SUFFIX) || !audiences.includes(audience)) return refuse(400, "wrong scope");
      if (form.get("client_id") !== appId || form.get("client_secret") !== appPassword) {
        return refuse(401, "wrong client credentials");
      }
      const token = crypto.randomUUID();
      issued.set(token, audience);
      tokensGiven += 1;
      return Response.json({ token_type: "Bearer", expires_in: TOKEN_LIFETIME_S, access_token: token });
    },

    /** `audience`: of who takes it. */
    async takeActivity(request: Request, conversationId: string, audience: string): Promise<Response> {
      if (failures > 0) {
        failures -= 1;
        return new Response(null, { status: 503 });
      }
      const token = /^Bearer (\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
      if (token === undefined || !issued.has(token))
        return refuse(401, "an activity came without a valid token");
      if (issued.get(token) !== audience) return refuse(401, "Invalid audience.");
      const listener = listeners.get(conversationId);
      if (listener === undefined) return refuse(404, "an activity came for an unknown conversation");
      if (!isOf(request, "application/json")) return refuse(415, "an activity is not said to be JSON");
      const activity = asObject(await strictJsonOf(request));
      if (activity === undefined) return refuse(400, "an activity is not a JSON object");
      listener(activity);
      return Response.json({ id: crypto.randomUUID() });
    },

    onActivity(conversationId: string, listener: ActivityListener): () => void {
      listeners.set(conversationId, listener);
      return () => {
        if (listeners.get(conversationId) === listener) listeners.delete(conversationId);
      };
    },
    tokensGiven: () => tokensGiven,
    failNext(times: number): void {
      failures = times;
    },
    revokeTokens: () => issued.clear(),
  };
}

/** Undefined for a body that is no well-formed JSON. */
async function strictJsonOf(request: Request): Promise<unknown> {
  try {
    return parseStrictJson(await request.bytes());
  } catch {
    // Refused, the same as JSON of another kind.
    return undefined;
  }
}

function isOf(request: Request, mediaType: string): boolean {
  return request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() === mediaType;
}
