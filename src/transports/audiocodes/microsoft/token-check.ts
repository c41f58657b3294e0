/** Checks the token on a Bot Framework request: only Microsoft's services may speak for VoiceAI Connect. */
import { decodeProtectedHeader, errors, importJWK, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../../../base/clock.ts";
import { SidetoneError } from "../../../base/errors.ts";
import { createSigningKeys, type SigningKey } from "./signing-keys.ts";

export interface MicrosoftTokenOptions {
  /** The bot's application id: the audience. */
  appId: string;
  /** https://api.botframework.com, and a tenant's own issuer if Copilot Studio calls Sidetone as a skill. */
  issuers: readonly string[];
  /** OpenID metadata that names the keys. */
  metadataUrl: string;
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
  ): Promise<void>;
}

const ALGORITHMS = ["RS256", "RS384", "RS512"];
const CLOCK_TOLERANCE_SECONDS = 300;
const MAX_TOKEN_CHARACTERS = 8_192;

export function createMicrosoftTokens(options: MicrosoftTokenOptions): MicrosoftTokens {
  const keys = createSigningKeys({ metadataUrl: options.metadataUrl, clock: options.clock });

  async function read(token: string): Promise<{ payload: JWTPayload; key: SigningKey }> {
    const { kid, alg } = headerOf(token);
    if (typeof kid !== "string" || !ALGORITHMS.includes(alg ?? "")) throw refused("The token names no key");
    const key = await keys.get(kid);
    try {
      const { payload } = await jwtVerify(token, await importJWK(key, alg), {
        algorithms: ALGORITHMS,
        issuer: [...options.issuers],
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

  return {
    async verify(authorization, { serviceUrl, channelId }) {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
      if (token === undefined || token.length > MAX_TOKEN_CHARACTERS)
        throw refused("The request has no token");
      const { payload, key } = await read(token);
      // A stolen activity must not lead answers elsewhere (Bot Connector authentication, serviceUrl claim).
      const claimed = payload.serviceurl ?? payload.serviceUrl;
      if (claimed !== undefined && claimed !== serviceUrl) {
        throw refused("The token is for another service URL than the activity's");
      }
      const { endorsements } = key;
      if (Array.isArray(endorsements) && channelId !== undefined && !endorsements.includes(channelId)) {
        throw refused("The token's key does not vouch for this channel");
      }
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

function refused(message: string, cause?: unknown): SidetoneError {
  return new SidetoneError("UNAUTHENTICATED", message, cause === undefined ? {} : { cause });
}
