/** Whether a failed check of a signed token is the token's fault or the key server's. */
import { errors } from "jose";

/** True if the token itself is invalid; false if its keys could not be fetched, which may pass. */
export function isAboutToken(caught: unknown): boolean {
  return (
    caught instanceof errors.JWTClaimValidationFailed ||
    caught instanceof errors.JWTExpired ||
    caught instanceof errors.JWTInvalid ||
    caught instanceof errors.JWSInvalid ||
    caught instanceof errors.JWSSignatureVerificationFailed ||
    caught instanceof errors.JOSEAlgNotAllowed ||
    caught instanceof errors.JOSENotSupported ||
    caught instanceof errors.JWKSNoMatchingKey ||
    caught instanceof errors.JWKSMultipleMatchingKeys
  );
}
