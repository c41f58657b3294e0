/** The subscription's shared secret: where Five9 may put it, and what a stream must show. */
import type { Metadata } from "@grpc/grpc-js";
import { judgeSecrets, type SecretCheck } from "../../base/secret.ts";

/** Metadata key seen to carry the token; the other carrier is StreamingConfig.trust_token (field 7). */
export const TRUST_TOKEN_METADATA_KEY = "x-five9-trust-token";

/** What the stream's metadata says about the token; "missing" leaves the decision to the first message. */
export function judgeMetadataToken(check: SecretCheck, metadata: Metadata): "right" | "missing" | "wrong" {
  return judgeSecrets(check, metadataTokens(metadata));
}

/** The verdict once the configuration is here: at least one carrier has the token, and none has another. */
export function judgeTrustToken(
  check: SecretCheck,
  metadata: Metadata,
  configToken: string | undefined,
): "right" | "missing" | "wrong" {
  const tokens = metadataTokens(metadata);
  if (configToken !== undefined && configToken !== "") tokens.push(configToken);
  return judgeSecrets(check, tokens);
}

function metadataTokens(metadata: Metadata): string[] {
  return metadata
    .get(TRUST_TOKEN_METADATA_KEY)
    .map(String)
    .filter((value) => value !== "");
}
