/**
 * Checks the token on a request of the Bot Framework: only its channels may speak for VoiceAI Connect, and bots that may call
 * Sidetone as their skill. Order and rules are those of Microsoft's SDK (botframework-connector,
 * auth/parameterizedBotFrameworkAuthentication.ts).
 */
import { decodeJwt, decodeProtectedHeader, errors, importJWK, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { createSigningKeys, type SigningKey, type SigningKeys } from "./signing-keys.ts";
import { CHANNEL_AUDIENCE, callerOf, isSkillClaim, issuersOf } from "./skill-claims.ts";

export interface MicrosoftTokenOptions {
  /** The bot's application id: the audience. */
  appId: string;
  /** https://api.botframework.com for the channels; ids or issuers of tenants whose bots call Sidetone as a skill. */
  issuers: readonly string[];
  /** App ids of those bots; * for any bot of these tenants. */
  skillCallers: readonly string[];
  /** OpenID metadata that names the channels' keys. */
  metadataUrl: string;
  /** OpenID metadata that names the keys of Azure AD, which all tenants share. */
  tenantMetadataUrl: string;
  clock: Clock;
}

export interface MicrosoftTokens {
  /**
   * Takes the Authorization header and what the activity says of its way. Rejects with UNAUTHENTICATED, or with a
   * retryable UPSTREAM_UNAVAILABLE while the keys cannot be fetched.
   */
  verify(
    authorization: string | null,
    activity: { serviceUrl?: string | undefined; channelId?: string | undefined },
  ): Promise<MicrosoftCaller>;
}

export interface MicrosoftCaller {
  /** For whom the tokens on answers must be: the channels' connector service, or the bot that called. */
  audience: string;
}

/** Whose tokens these are, and what signs them. */
interface Source {
  issuers: readonly string[];
  keys: SigningKeys;
}

const ALGORITHMS = ["RS256", "RS384", "RS512"];
const CLOCK_TOLERANCE_SECONDS = 300;
const MAX_TOKEN_CHARACTERS = 8_192;

export function createMicrosoftTokens(options: MicrosoftTokenOptions): MicrosoftTokens {
  const { clock, skillCallers } = options;
  const issuers = issuersOf(options.issuers);
  const keysOf = (metadataUrl: string) => createSigningKeys({ metadataUrl, clock });
  const channels: Source = { issuers: issuers.channels, keys: keysOf(options.metadataUrl) };
  const tenants: Source = { issuers: issuers.tenants, keys: keysOf(options.tenantMetadataUrl) };

  async function read(token: string, source: Source): Promise<{ payload: JWTPayload; key: SigningKey }> {
    const { kid, alg } = headerOf(token);
    if (typeof kid !== "string" || !ALGORITHMS.includes(alg ?? "")) throw refused("The token names no key");
    // Strangers are not to have keys fetched.
    if (!source.issuers.includes(claimsOf(token).iss ?? ""))
      throw refused("The token's issuer is not allowed");
    const key = await source.keys.get(kid);
    try {
      const { payload } = await jwtVerify(token, await importJWK(key, alg), {
        algorithms: ALGORITHMS,
        issuer: [...source.issuers],
        audience: options.appId,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        requiredClaims: ["exp"],
        currentDate: new Date(options.clock.now()),
      });
      return { payload, key };
    } catch (caught) {
      if (!(caught instanceof errors.JOSEError)) throw caught;
      throw refused("The token is not valid", caught);
    }
  }

  /** Microsoft's SDK, too, refuses every skill token unless it is told whose to take. */
  function permittedCaller(claims: JWTPayload): string {
    const caller = callerOf(claims) ?? "";
    if (skillCallers.includes("*") || skillCallers.includes(caller)) return caller;
    throw refused(`The bot that calls is not in MICROSOFT_SKILL_CALLERS: ${caller.slice(0, 64)}`);
  }

  return {
    async verify(authorization, { serviceUrl, channelId }) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined || token.length > MAX_TOKEN_CHARACTERS)
        throw refused("The request has no token");
      const isSkill = isSkillClaim(claimsOf(token));
      const { payload, key } = await read(token, isSkill ? tenants : channels);
      const { endorsements } = key;
      const isEndorsed = !Array.isArray(endorsements) || endorsements.length === 0;
      if (!isEndorsed && channelId !== undefined && !endorsements.includes(channelId)) {
        throw refused("The token's key does not vouch for this channel");
      }
      if (isSkill) return { audience: permittedCaller(payload) };
      // A stolen activity must not lead answers elsewhere (Bot Connector authentication, serviceUrl claim).
      const claimed = payload.serviceurl ?? payload.serviceUrl;
      if (claimed !== serviceUrl) throw refused("The token is for another service URL than the activity's");
      return { audience: CHANNEL_AUDIENCE };
    },
  };
}

function headerOf(token: string): { kid?: unknown; alg?: string } {
  try {
    return decodeProtectedHeader(token);
  } catch (caught) {
    throw refused("The token cannot be read", caught);
  }
}

/** What it says, not yet believed. */
function claimsOf(token: string): JWTPayload {
  try {
    return decodeJwt(token);
  } catch (caught) {
    throw refused("The token cannot be read", caught);
  }
}

function refused(message: string, cause?: unknown): SidetoneError {
  return new SidetoneError("UNAUTHENTICATED", message, cause === undefined ? {} : { cause });
}
