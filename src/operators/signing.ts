/** Signatures of the operators' doors, under keys derived from JWT_SECRET that serve nothing else. */
import { hkdfSync, timingSafeEqual } from "node:crypto";

export interface Signer {
  /** HMAC-SHA256 of a text, as base64url. */
  sign(text: string): string;
  isSigned(text: string, signature: string): boolean;
}

const KEY_BYTES = 32;

/** A key per purpose (HKDF, RFC 5869): what is signed for one says nothing to another. */
export function createSigner(secret: string, purpose: string): Signer {
  const key = Buffer.from(hkdfSync("sha256", secret, "", `sidetone operators ${purpose}`, KEY_BYTES));
  const hash = (text: string) => new Bun.CryptoHasher("sha256", key).update(text).digest();
  return {
    sign: (text) => hash(text).toString("base64url"),
    isSigned(text, signature) {
      const given = Buffer.from(signature, "base64url");
      const expected = hash(text);
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}
