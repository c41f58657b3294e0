/**
 * Tokens of the Bot Framework, as it puts them on its requests to a bot, and the key that checks them. Issuer, claims and
 * endorsements are those of Microsoft's page "Authentication with the Bot Connector API"; `serviceurl` is in lower case as in
 * its SDK (botframework-connector, authenticationConstants.ts).
 */
import { exportJWK, generateKeyPair, SignJWT } from "jose";

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
