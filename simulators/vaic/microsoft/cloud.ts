/** The part of Microsoft's cloud a bot meets: keys and tokens of the Bot Framework, and the connector service. */
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { asObject } from "../../../src/base/json.ts";

export interface MicrosoftCloud {
  appId: string;
  appPassword: string;
  /** Where the issuer and its keys are published (OpenID discovery). */
  openIdMetadataUrl: string;
  /** Where a bot gets its own token by client credentials. */
  tokenUrl: string;
  /** The connector service; told to the bot in each activity. */
  serviceUrl: string;
  /** A token as the Bot Framework puts on its requests; `claims` overrides what is in it. */
  issueToken(claims?: Record<string, unknown>): Promise<string>;
  /** Hears the activities a bot posts to one conversation; returns the function that takes the listener away. */
  onActivity(conversationId: string, listener: (activity: Record<string, unknown>) => void): () => void;
  /** Requests refused at the connector or the token endpoint, in words. */
  readonly refusals: readonly string[];
  /** How many tokens bots were given. */
  tokensIssued(): number;
  /** How often its keys were asked for. */
  keysAsked(): number;
  /** The connector answers the next so many activities with 503. */
  failNext(times: number): void;
  /** Tokens given to bots until now are no longer taken. */
  revokeTokens(): void;
  close(): Promise<void>;
}

const ISSUER = "https://api.botframework.com";
const SCOPE = "https://api.botframework.com/.default";
const CHANNEL = "directline";
const TOKEN_LIFETIME_S = 3600;

export async function startMicrosoftCloud(): Promise<MicrosoftCloud> {
  const appId = crypto.randomUUID();
  const appPassword = crypto.randomUUID();
  const keyId = crypto.randomUUID();
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const key = {
    ...(await exportJWK(publicKey)),
    kid: keyId,
    use: "sig",
    alg: "RS256",
    endorsements: [CHANNEL],
  };
  const issued = new Set<string>();
  const refusals: string[] = [];
  const listeners = new Map<string, (activity: Record<string, unknown>) => void>();
  let tokensGiven = 0;
  let keysAsked = 0;
  let failures = 0;

  function refuse(status: number, reason: string): Response {
    refusals.push(reason);
    return Response.json({ error: { code: "ServiceError", message: reason } }, { status });
  }

  async function giveToken(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    if (form.get("grant_type") !== "client_credentials") return refuse(400, "wrong grant type");
    if (form.get("scope") !== SCOPE) return refuse(400, "wrong scope");
    if (form.get("client_id") !== appId || form.get("client_secret") !== appPassword) {
      return refuse(401, "wrong client credentials");
    }
    const token = crypto.randomUUID();
    issued.add(token);
    tokensGiven += 1;
    return Response.json({ token_type: "Bearer", expires_in: TOKEN_LIFETIME_S, access_token: token });
  }

  async function takeActivity(request: Request, conversationId: string): Promise<Response> {
    if (failures > 0) {
      failures -= 1;
      return new Response(null, { status: 503 });
    }
    const token = request.headers.get("authorization")?.replace(/^Bearer /, "") ?? "";
    if (!issued.has(token)) return refuse(401, "an activity came without a valid token");
    const listener = listeners.get(conversationId);
    if (listener === undefined) return refuse(404, "an activity came for an unknown conversation");
    const activity = asObject(await request.json().catch(() => undefined));
    if (activity === undefined) return refuse(400, "an activity is not a JSON object");
    listener(activity);
    return Response.json({ id: crypto.randomUUID() });
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    async fetch(request) {
      const { pathname, origin } = new URL(request.url);
      if (pathname === "/openid") {
        return Response.json({
          issuer: ISSUER,
          jwks_uri: `${origin}/keys`,
          id_token_signing_alg_values_supported: ["RS256"],
        });
      }
      if (pathname === "/keys") {
        keysAsked += 1;
        return Response.json({ keys: [key] });
      }
      if (pathname === "/token" && request.method === "POST") return await giveToken(request);
      const conversation = /^\/connector\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/.exec(
        pathname,
      )?.[1];
      if (conversation !== undefined && request.method === "POST") {
        return await takeActivity(request, decodeURIComponent(conversation));
      }
      return new Response(null, { status: 404 });
    },
  });
  const base = `http://127.0.0.1:${server.port}`;
  const serviceUrl = `${base}/connector/`;
  return {
    appId,
    appPassword,
    openIdMetadataUrl: `${base}/openid`,
    tokenUrl: `${base}/token`,
    serviceUrl,
    issueToken(claims = {}) {
      const nowS = Math.floor(Date.now() / 1000);
      const all = {
        iss: ISSUER,
        aud: appId,
        serviceurl: serviceUrl,
        nbf: nowS - 5,
        exp: nowS + TOKEN_LIFETIME_S,
      };
      return new SignJWT({ ...all, ...claims })
        .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
        .sign(privateKey);
    },
    onActivity(conversationId, listener) {
      listeners.set(conversationId, listener);
      return () => {
        if (listeners.get(conversationId) === listener) listeners.delete(conversationId);
      };
    },
    refusals,
    tokensIssued: () => tokensGiven,
    keysAsked: () => keysAsked,
    failNext(times) {
      failures = times;
    },
    revokeTokens: () => issued.clear(),
    close: () => server.stop(true),
  };
}
