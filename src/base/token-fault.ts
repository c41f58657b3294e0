/** Whose fault a failed check of a signed token is: the token's, or that of the keys' server. */
import { errors } from "jose";

/** True where the token itself is not good; false where its keys could not be had, which may pass. */
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
