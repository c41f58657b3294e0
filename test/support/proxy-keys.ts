/** An identity proxy's key set and the tokens it signs: ES256 as Identity-Aware Proxy, RS256 as Cloudflare Access. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

export interface SignOptions {
  algorithm?: "ES256" | "RS256";
  issuer?: string;
  audience?: string;
  expiresInS?: number;
  /** Signed with a key of the same id that is not published. */
  isForeignKey?: boolean;
}

export interface ProxyKeys {
  /** Address of the key set. */
  url: string;
  issuer: string;
  audience: string;
  sign(claims: JWTPayload, options?: SignOptions): Promise<string>;
  close(): Promise<void>;
}

export async function startProxyKeys(): Promise<ProxyKeys> {
  const pairs = {
    ES256: await generateKeyPair("ES256", { extractable: true }),
    RS256: await generateKeyPair("RS256", { extractable: true }),
  };
  const foreign = await generateKeyPair("ES256");
  const keys = await Promise.all(
    Object.entries(pairs).map(async ([alg, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      alg,
      kid: `key-${alg}`,
      use: "sig",
    })),
  );
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => Response.json({ keys }) });
  const issuer = "https://cloud.google.com/iap";
  const audience = "/projects/1/global/backendServices/2";
  return {
    url: server.url.href,
    issuer,
    audience,
    async sign(claims, options = {}) {
      const { algorithm = "ES256", expiresInS = 600, isForeignKey = false } = options;
      const nowS = Math.floor(Date.now() / 1000);
      return await new SignJWT(claims)
        .setProtectedHeader({ alg: algorithm, kid: `key-${algorithm}` })
        .setIssuer(options.issuer ?? issuer)
        .setAudience(options.audience ?? audience)
        .setIssuedAt(nowS)
        .setExpirationTime(nowS + expiresInS)
        .sign(isForeignKey ? foreign.privateKey : pairs[algorithm].privateKey);
    },
    close: () => server.stop(true),
  };
}
