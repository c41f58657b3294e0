/** Addresses of call parties, kept and compared without being readable: a call's record never has a phone number. */
import { createHmac, hkdfSync } from "node:crypto";
import { addressOf, type Country } from "./phone-number.ts";

/** The mark of an address, the same for all its spellings; null for a text that names nobody. */
export type AddressMark = (address: string) => string | null;

const PURPOSE = "sidetone call party addresses";
const KEY_BYTES = 32;
/** Half a SHA-256: none is like another by accident. */
const MARK_BYTES = 16;

/** `secret` is the process's own (JWT_SECRET): marks of another one compare with nothing. */
export function createAddressMark(secret: string, country: Country): AddressMark {
  const key = Buffer.from(hkdfSync("sha256", secret, "", PURPOSE, KEY_BYTES));
  return (text) => {
    const address = addressOf(text, country);
    if (address === null) return null;
    return createHmac("sha256", key).update(address).digest().subarray(0, MARK_BYTES).toString("base64url");
  };
}
