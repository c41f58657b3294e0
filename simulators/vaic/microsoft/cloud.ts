/** The part of Microsoft's cloud a bot meets: keys and tokens of the Bot Framework, and the connector service. */
import { createConnector } from "./connector.ts";
import { createIssuer, ISSUER } from "./issuer.ts";

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

const ACTIVITIES_PATH = /^\/connector\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/;

export async function startMicrosoftCloud(): Promise<MicrosoftCloud> {
  const appId = crypto.randomUUID();
  const appPassword = crypto.randomUUID();
  const refusals: string[] = [];
  const issuer = await createIssuer(appId);
  const connector = createConnector({
    appId,
    appPassword,
    refuse(status, reason) {
      refusals.push(reason);
      return Response.json({ error: { code: "ServiceError", message: reason } }, { status });
    },
  });
  let keysAsked = 0;

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
        return Response.json({ keys: [issuer.key] });
      }
      if (pathname === "/token" && request.method === "POST") return await connector.giveToken(request);
      const conversation = ACTIVITIES_PATH.exec(pathname)?.[1];
      if (conversation !== undefined && request.method === "POST") {
        return await connector.takeActivity(request, decodeURIComponent(conversation));
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
    issueToken: (claims = {}) => issuer.issue({ serviceurl: serviceUrl, ...claims }),
    onActivity: connector.onActivity,
    refusals,
    tokensIssued: connector.tokensGiven,
    keysAsked: () => keysAsked,
    failNext: connector.failNext,
    revokeTokens: connector.revokeTokens,
    close: () => server.stop(true),
  };
}
