/** Who may come in: an agent with a signed token that names them, or a trusted application that speaks for its agents. */
import { errors, type JWTPayload, jwtVerify } from "jose";
import type { Clock } from "../../base/clock.ts";
import { SidetoneError } from "../../base/errors.ts";
import { secretCheck } from "../../base/secret.ts";
import { isId } from "../../base/text-safety.ts";

/** What a connection's token says. */
export type ApplicationGrant =
  | {
      proof: "signed";
      agentId: string;
      phoneNumber?: string;
      five9AgentId?: string;
      /** Milliseconds since the Unix epoch. */
      expiresAtMs: number;
    }
  | { proof: "trusted" };

/** Throws SidetoneError UNAUTHENTICATED. */
export type VerifyApplicationToken = (token: string) => Promise<ApplicationGrant>;

export interface ApplicationTokenOptions {
  /** AGENT_APPLICATIONS_TOKEN. */
  sharedToken: string | undefined;
  /** AGENT_APPLICATIONS_SECRET: signs agents' tokens (HS256). */
  signingSecret: string | undefined;
  clock: Clock;
}

const ALGORITHM = "HS256";
const MAX_TOKEN_CHARACTERS = 4_096;

/** Undefined where neither secret is set: nobody is let in. */
export function createApplicationTokenCheck(
  options: ApplicationTokenOptions,
): VerifyApplicationToken | undefined {
  const { sharedToken, signingSecret, clock } = options;
  if (sharedToken === undefined && signingSecret === undefined) return undefined;
  const isShared = sharedToken === undefined ? () => false : secretCheck(sharedToken);
  const key = signingSecret === undefined ? undefined : new TextEncoder().encode(signingSecret);
  return async (token) => {
    if (token === "" || token.length > MAX_TOKEN_CHARACTERS) throw refused("the token cannot be one");
    if (isShared(token)) return { proof: "trusted" };
    if (key === undefined) throw refused("the token is not the shared one");
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: [ALGORITHM],
        requiredClaims: ["sub", "exp"],
        currentDate: new Date(clock.now()),
      });
      return grantOf(payload);
    } catch (caught) {
      if (caught instanceof SidetoneError) throw caught;
      throw refused(
        caught instanceof errors.JWTExpired ? "the token has expired" : "the token does not hold",
      );
    }
  };
}

/** `phone_number` is OpenID Connect's name (Core 1.0, 5.1); `five9_agent_id` is Sidetone's. */
function grantOf({ sub = "", exp = 0, ...claims }: JWTPayload): ApplicationGrant {
  const { phone_number: phoneNumber, five9_agent_id: five9AgentId } = claims;
  if (!isId(sub) || !isOptionalId(phoneNumber) || !isOptionalId(five9AgentId)) {
    throw refused("a claim of the token is no id");
  }
  return {
    proof: "signed",
    agentId: sub,
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
    ...(five9AgentId === undefined ? {} : { five9AgentId }),
    expiresAtMs: exp * 1000,
  };
}

function isOptionalId(value: unknown): value is string | undefined {
  return value === undefined || (typeof value === "string" && isId(value));
}

function refused(message: string): SidetoneError {
  return new SidetoneError("UNAUTHENTICATED", message);
}
