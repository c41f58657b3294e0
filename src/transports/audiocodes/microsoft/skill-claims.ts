/**
 * Tells a token of another bot, which calls Sidetone as its skill, from one of the Bot Framework's channels, and who that
 * bot is. As Microsoft's SDK does it: botframework-connector, auth/skillValidation.ts and auth/jwtTokenValidation.ts.
 */
import type { JWTPayload } from "jose";

/** Issuer of the channels' tokens, and the audience of tokens for their connector service (authenticationConstants.ts). */
export const CHANNEL_AUDIENCE = "https://api.botframework.com";

/** The app id of who asked for the token: `appid` in version 1 of Azure AD's tokens, `azp` in version 2. */
export function callerOf({ ver, appid, azp }: JWTPayload): string | undefined {
  const isFirst = ver === undefined || ver === "" || ver === "1.0";
  const caller = isFirst ? appid : ver === "2.0" ? azp : undefined;
  return typeof caller === "string" && caller !== "" ? caller : undefined;
}

/** It has a version, its audience is no channel's, and its caller is another app than its audience. */
export function isSkillClaim(claims: JWTPayload): boolean {
  const { ver, aud } = claims;
  if (typeof ver !== "string" || ver === "" || typeof aud !== "string" || aud === CHANNEL_AUDIENCE)
    return false;
  const caller = callerOf(claims);
  return caller !== undefined && caller !== aud;
}

/** Microsoft's own tenants for bots of several tenants, in both versions (auth/tokenValidationParameters.ts). */
const BOT_TENANTS = ["d6d49420-f39b-4df7-a1dc-d59a935871db", "f8cdef31-a31e-4b4a-93e4-5f571e91255a"];
const TENANT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TENANT_HOSTS = ["sts.windows.net", "login.microsoftonline.com", "login.microsoftonline.us"];

export interface Issuers {
  /** Of the Bot Framework's channels. */
  channels: readonly string[];
  /** Of bots that call a skill: Azure AD's, for each tenant. */
  tenants: readonly string[];
}

/** `given`: issuers as they are in tokens, or a tenant's id for both of its issuers. */
export function issuersOf(given: readonly string[]): Issuers {
  const isTenants = (entry: string) => URL.canParse(entry) && TENANT_HOSTS.includes(new URL(entry).host);
  const ids = given.filter((entry) => TENANT_ID.test(entry));
  return {
    channels: given.filter((entry) => !TENANT_ID.test(entry) && !isTenants(entry)),
    tenants: [...given.filter(isTenants), ...[...ids, ...BOT_TENANTS].flatMap(issuersOfTenant)],
  };
}

function issuersOfTenant(id: string): string[] {
  return [`https://sts.windows.net/${id}/`, `https://login.microsoftonline.com/${id}/v2.0`];
}
