/** Checks the OIDC token that Pub/Sub sends with each push: only Pub/Sub may put events in front of an agent. */
import { createHash } from "node:crypto";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { isAboutToken } from "../../base/token-fault.ts";

/** Both spellings are Google's. */
const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];
const KEYS_DEADLINE_MS = 5_000;
const KEYS_MAX_AGE_MS = 3_600_000;
/** Shortest time between fetches of the keys for an unknown key id, which strangers can send at any rate. */
const KEYS_COOLDOWN_MS = 30_000;
const CLOCK_TOLERANCE_SECONDS = 30;
/** A token of Google's is about 1 kB. */
const MAX_TOKEN_CHARACTERS = 8_192;
/** Pub/Sub pushes with one token of each subscription for up to an hour. */
const MAX_REMEMBERED = 32;

export interface PushTokenOptions {
  /** What the subscription names as audience; Pub/Sub's default is the endpoint's URL. */
  audience: string;
  /** Email of the service account the subscription pushes as. */
  serviceAccount: string;
  keysUrl: string;
  clock: Clock;
}

/**
 * Takes the Authorization header. Rejects with UNAUTHENTICATED for a token that is none or not Google's, FORBIDDEN for
 * one of another audience or account, and a retryable UPSTREAM_UNAVAILABLE while Google's keys cannot be fetched.
 */
export type VerifyPushToken = (authorization: string | null) => Promise<void>;

export function createPushTokenCheck(options: PushTokenOptions): VerifyPushToken {
  const keys = createRemoteJWKSet(new URL(options.keysUrl), {
    timeoutDuration: KEYS_DEADLINE_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
  });

  async function read(token: string): Promise<JWTPayload> {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ["RS256"],
        issuer: ISSUERS,
        audience: options.audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["exp", "iat", "email"],
        currentDate: new Date(options.clock.now()),
      });
      return payload;
    } catch (caught) {
      throw refusalOf(caught);
    }
  }

  /** By the hash of a token that was found good: until when it need not be checked again. To check its signature costs 0.2 ms. */
  const good = new Map<string, number>();

  function remember(hash: string, { exp = 0 }: JWTPayload): void {
    const nowMs = options.clock.now();
    const [oldest] = good.keys();
    if (oldest !== undefined && good.size >= MAX_REMEMBERED) good.delete(oldest);
    // No longer than keys are trusted.
    good.set(hash, Math.min(exp * 1_000, nowMs + KEYS_MAX_AGE_MS));
  }

  function isRemembered(hash: string): boolean {
    const untilMs = good.get(hash);
    if (untilMs === undefined) return false;
    if (options.clock.now() < untilMs) return true;
    good.delete(hash);
    return false;
  }

  return async (authorization) => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
    if (token === undefined || token.length > MAX_TOKEN_CHARACTERS) {
      throw new SidetoneError("UNAUTHENTICATED", "The push carries no token");
    }
    const hash = createHash("sha256").update(token).digest("base64");
    if (isRemembered(hash)) return;
    const claims = await read(token);
    const { email, email_verified: isVerified } = claims;
    if (isVerified !== true || email !== options.serviceAccount) {
      throw new SidetoneError("FORBIDDEN", "The push comes from another account than PUSH_SERVICE_ACCOUNT");
    }
    remember(hash, claims);
  };
}

function refusalOf(caught: unknown): SidetoneError {
  if (caught instanceof errors.JWTClaimValidationFailed && caught.claim === "aud") {
    return new SidetoneError("FORBIDDEN", "The push is meant for another audience than PUSH_AUDIENCE");
  }
  if (isAboutToken(caught))
    return new SidetoneError("UNAUTHENTICATED", "The push's token is not valid", { cause: caught });
  return new SidetoneError("UPSTREAM_UNAVAILABLE", "Google's signing keys cannot be fetched", {
    retryable: true,
    cause: caught,
  });
}
