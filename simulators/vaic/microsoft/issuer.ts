/**
 * Tokens of the Bot Framework, as it puts them on its requests to a bot, and the key that checks them. Issuer, claims and
 * endorsements are those of Microsoft's page "Authentication with the Bot Connector API"; `serviceurl` is in lower case as in
 * its SDK (botframework-connector, authenticationConstants.ts).
 */
import { exportJWK, generateKeyPair, SignJWT } from "jose";

/**
 * Tokens of a bot that calls another as its skill: Azure AD gives them, for the audience of the skill's app id, with the
 * caller's in `appid` (version 1) or `azp` (version 2). Issuers and claims are those that the SDK asks for
 * (botframework-connector, auth/skillValidation.ts, jwtTokenValidation.ts, tokenValidationParameters.ts). The keys have no
 * endorsements.
 */
export async function createTenant(skillAppId: string, callerAppId: string) {
  const tenantId = crypto.randomUUID();
  const keyId = crypto.randomUUID();
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  return {
    tenantId,
    key: { ...(await exportJWK(publicKey)), kid: keyId, use: "sig" },
    issue(version: "1.0" | "2.0", claims: Record<string, unknown>): Promise<string> {
      const nowS = Math.floor(Date.now() / 1000);
      const caller =
        version === "1.0"
          ? { iss: `https://sts.windows.net/${tenantId}/`, appid: callerAppId }
          : { iss: `https://login.microsoftonline.com/${tenantId}/v2.0`, azp: callerAppId };
      const times = { nbf: nowS - 5, exp: nowS + TOKEN_LIFETIME_S };
      return new SignJWT({ aud: skillAppId, tid: tenantId, ver: version, ...times, ...caller, ...claims })
        .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
        .sign(privateKey);
    },
  };
}

export const ISSUER = "https://api.botframework.com";
const CHANNEL = "directline";
export const TOKEN_LIFETIME_S = 3600;

export async function createIssuer(appId: string) {
  const keyId = crypto.randomUUID();
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  return {
    key: {
      ...(await exportJWK(publicKey)),
      kid: keyId,
      use: "sig",
      alg: "RS256",
      endorsements: [CHANNEL],
    },
    /** `claims` overrides what is in the token. */
    issue(claims: Record<string, unknown>): Promise<string> {
      const nowS = Math.floor(Date.now() / 1000);
      const all = { iss: ISSUER, aud: appId, nbf: nowS - 5, exp: nowS + TOKEN_LIFETIME_S };
      return new SignJWT({ ...all, ...claims })
        .setProtectedHeader({ alg: "RS256", kid: keyId, typ: "JWT" })
        .sign(privateKey);
    },
  };
}
