/** The part of Microsoft's cloud a bot meets: keys and tokens of the Bot Framework, and the connector service. */
import { createConnector } from "./connector.ts";
import { createIssuer, createTenant, ISSUER } from "./issuer.ts";

export interface MicrosoftCloud {
  appId: string;
  appPassword: string;
  /** Where the issuer and its keys are published (OpenID discovery). */
  openIdMetadataUrl: string;
  /** Where a bot gets its own token by client credentials. */
  tokenUrl: string;
  /** The connector service; told to the bot in each activity. */
  serviceUrl: string;
  /** A bot, for example of Copilot Studio, that calls Sidetone's as its skill and hosts its answers. */
  skillHost: SkillHost;
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

export interface SkillHost {
  appId: string;
  tenantId: string;
  /** Told to the skill in each activity. */
  serviceUrl: string;
  /** OpenID metadata of Azure AD's keys, for all tenants. */
  openIdMetadataUrl: string;
  /** A token as the host puts on its requests; `claims` overrides what is in it. Version 1.0 by default. */
  issueToken(claims?: Record<string, unknown>, version?: "1.0" | "2.0"): Promise<string>;
}

const ACTIVITIES_PATH = /^\/(connector|skill-host)\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/;

export async function startMicrosoftCloud(): Promise<MicrosoftCloud> {
  const appId = crypto.randomUUID();
  const appPassword = crypto.randomUUID();
  const refusals: string[] = [];
  const hostAppId = crypto.randomUUID();
  const [issuer, tenant] = await Promise.all([createIssuer(appId), createTenant(appId, hostAppId)]);
  const connector = createConnector({
    appId,
    appPassword,
    audiences: [ISSUER, hostAppId],
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
      if (pathname === "/tenants/openid") {
        return Response.json({ jwks_uri: `${origin}/tenants/keys` });
      }
      if (pathname === "/tenants/keys") return Response.json({ keys: [tenant.key] });
      if (pathname === "/token" && request.method === "POST") return await connector.giveToken(request);
      const [, taker, conversation] = ACTIVITIES_PATH.exec(pathname) ?? [];
      if (conversation !== undefined && request.method === "POST") {
        const audience = taker === "skill-host" ? hostAppId : ISSUER;
        return await connector.takeActivity(request, decodeURIComponent(conversation), audience);
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
    skillHost: {
      appId: hostAppId,
      tenantId: tenant.tenantId,
      serviceUrl: `${base}/skill-host/`,
      openIdMetadataUrl: `${base}/tenants/openid`,
      issueToken: (claims = {}, version = "1.0") => tenant.issue(version, claims),
    },
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
