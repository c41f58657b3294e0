/** A desktop's proof of identity, and the result of its check. */

/** A person or program the identity service vouches for. */
export interface Identity {
  /** The service's id of it, or "". */
  user: string;
}

/**
 * Judges the Authorization header of /register; null is a refusal. Throws SidetoneError, retryable, if the identity
 * service gave no answer, which is not a refusal.
 */
export type Authenticator = (authorization: string) => Promise<Identity | null>;

/** Judges the JSON body of /register-app in the same way. */
export type AppAuthenticator = (body: Record<string, unknown>) => Promise<Identity | null>;

/** Tokens of identity services are below 4 kB; longer ones are not sent on. */
const MAX_TOKEN_CHARACTERS = 8_192;

/** The token of a bare or `Bearer ` header; null if there is none that fits in a header. */
export function bareToken(authorization: string): string | null {
  const token = authorization.replace(/^Bearer /i, "").trim();
  const isUsable = token !== "" && token.length <= MAX_TOKEN_CHARACTERS && /^[\x21-\x7e]+$/.test(token);
  return isUsable ? token : null;
}
