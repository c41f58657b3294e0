/** Who an identity proxy (Identity-Aware Proxy, Cloudflare Access) identifies, by its signed JWT only. */
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import { isAboutToken } from "../base/token-fault.ts";
import type { Role } from "../contract/access.ts";
import type { OperatorIdentity } from "./access.ts";
import type { Signer } from "./signing.ts";

export interface ProxyIdentityOptions {
  keysUrl: string;
  issuer: string;
  audience: string;
  /** By email address in lower case; "*" is everybody else. */
  roles: ReadonlyMap<string, readonly Role[]>;
  signer: Signer;
  clock: Clock;
}

/**
 * Takes the header's value. Null for a token that is not valid or names no operator with roles; rejects with a
 * retryable UPSTREAM_UNAVAILABLE while the proxy's keys cannot be fetched.
 */
export type ReadProxyIdentity = (token: string) => Promise<OperatorIdentity | null>;

const KEYS_DEADLINE_MS = 5_000;
const KEYS_MAX_AGE_MS = 3_600_000;
/** Shortest time between fetches of the keys for an unknown key id, which strangers can send at any rate. */
const KEYS_COOLDOWN_MS = 30_000;
const CLOCK_TOLERANCE_SECONDS = 30;
/** Such a token is 1 to 2 kB. */
const MAX_TOKEN_CHARACTERS = 8_192;

export function createProxyIdentity(options: ProxyIdentityOptions): ReadProxyIdentity {
  const { issuer, audience, roles, signer, clock } = options;
  const keys = createRemoteJWKSet(new URL(options.keysUrl), {
    timeoutDuration: KEYS_DEADLINE_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
  });

  async function verify(token: string): Promise<JWTPayload | null> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        // Identity-Aware Proxy signs with ES256, Cloudflare Access with RS256.
        algorithms: ["RS256", "ES256"],
        issuer,
        audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["exp", "iat", "email"],
        currentDate: new Date(clock.now()),
      });
      return payload;
    } catch (caught) {
      if (isAboutToken(caught)) return null;
      throw new SidetoneError("UPSTREAM_UNAVAILABLE", "The identity proxy's keys cannot be fetched", {
        retryable: true,
        cause: caught,
      });
    }
  }

  return async (token) => {
    if (token.length > MAX_TOKEN_CHARACTERS) return null;
    const payload = await verify(token);
    if (typeof payload?.email !== "string" || payload.exp === undefined) return null;
    const name = payload.email.toLowerCase();
    const granted = roles.get(name) ?? roles.get("*");
    if (granted === undefined) return null;
    const csrfToken = signer.sign(`csrf proxy ${name}`);
    return { name, roles: granted, via: "proxy", csrfToken, expiresAtMs: payload.exp * 1000 };
  };
}
