/** Who may talk to this bot: the permanent token of the VoiceAI Connect provider, or an OAuth 2 access token. */
import { createRemoteJWKSet, errors, jwtVerify } from "jose";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { secretCheck } from "../../base/secret.ts";

const KEYS_MAX_AGE_MS = 3_600_000;
/** Shortest time between fetches of the keys for an unknown key id, which strangers can send at any rate. */
const KEYS_COOLDOWN_MS = 30_000;
const CLOCK_TOLERANCE_SECONDS = 30;
const MAX_TOKEN_CHARACTERS = 8_192;
/** Asymmetric only: the key set is public. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

export interface OAuthOptions {
  issuer: string;
  jwksUrl: string;
  audience: string;
  /** For fetching the keys. */
  keysDeadlineMs: number;
}

export interface BotTokenOptions {
  /** credentials.token of the provider (VoiceAI Connect, Bot API). */
  token?: string | undefined;
  oauth?: OAuthOptions | undefined;
  clock: Clock;
}

/**
 * Takes the Authorization header. Throws or rejects with UNAUTHENTICATED, or with a retryable UPSTREAM_UNAVAILABLE while
 * the authorization server's keys cannot be fetched. The permanent token is checked at once, without a promise.
 */
export type VerifyBotToken = (authorization: string | null) => Promise<void> | undefined;

/** Either kind of token is enough where both are configured. */
export function createBotTokenCheck({ token, oauth, clock }: BotTokenOptions): VerifyBotToken {
  const isPermanent = token === undefined ? () => false : secretCheck(token);
  const verifyOAuth = oauth === undefined ? null : createOAuthCheck(oauth, clock);
  return (authorization) => {
    const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? "")?.[1];
    if (bearer === undefined || bearer.length > MAX_TOKEN_CHARACTERS) {
      throw new SidetoneError("UNAUTHENTICATED", "a bearer token is needed");
    }
    if (isPermanent(bearer)) return undefined;
    if (verifyOAuth === null) throw new SidetoneError("UNAUTHENTICATED", "the token is wrong");
    return verifyOAuth(bearer);
  };
}

function createOAuthCheck(options: OAuthOptions, clock: Clock): (token: string) => Promise<void> {
  const keys = createRemoteJWKSet(new URL(options.jwksUrl), {
    timeoutDuration: options.keysDeadlineMs,
    cacheMaxAge: KEYS_MAX_AGE_MS,
    cooldownDuration: KEYS_COOLDOWN_MS,
  });
  return async (token) => {
    try {
      await jwtVerify(token, keys, {
        algorithms: ALGORITHMS,
        issuer: options.issuer,
        audience: options.audience,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["exp"],
        currentDate: new Date(clock.now()),
      });
    } catch (caught) {
      throw isAboutKeys(caught)
        ? new SidetoneError("UPSTREAM_UNAVAILABLE", "the authorization server's keys cannot be fetched", {
            retryable: true,
            cause: caught,
          })
        : new SidetoneError("UNAUTHENTICATED", "the token is not valid", { cause: caught });
    }
  };
}

/** The library's plain error and its time-out are about fetching; other errors without a class are the network's. */
function isAboutKeys(caught: unknown): boolean {
  if (!(caught instanceof errors.JOSEError)) return true;
  return (
    caught instanceof errors.JWKSTimeout ||
    caught instanceof errors.JWKSInvalid ||
    caught.code === "ERR_JOSE_GENERIC"
  );
}
