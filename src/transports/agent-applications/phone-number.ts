/** Numbers of agents and of call parties in one form, so that they can be compared: E.164 where they are public ones. */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";

/** Longer texts name nobody; a number has 15 digits at most (ITU-T E.164). */
const MAX_CHARACTERS = 256;
/** An extension within a company. */
const EXTENSION = /^\d{2,8}$/;

export type Country = CountryCode;

/** ISO 3166-1 alpha-2, of a country with a numbering plan. */
export const isCountry = (text: string): text is Country => isSupportedCountry(text);

/**
 * "+15550100123" of "(555) 010-0123", "tel:+1-555-010-0123" and "sip:+15550100123@example.net;user=phone" alike; a number
 * without its country is one of `country`. A short one stays as an extension. Null for what is no number.
 */
export function phoneNumberOf(text: string, country: Country): string | null {
  const user = userPartOf(text);
  if (user === null) return null;
  const number = parsePhoneNumberFromString(user, country);
  if (number?.isPossible()) return number.number;
  const digits = user.replace(/[\s().-]/g, "");
  return EXTENSION.test(digits) ? digits : null;
}

/** What a call party's address is compared by: its number, or its user part in small letters. */
export function addressOf(text: string, country: Country): string | null {
  return phoneNumberOf(text, country) ?? userPartOf(text)?.toLowerCase() ?? null;
}

/** The user part of a SIP or tel URI, or of an address without scheme (RFC 3261, 19.1.1; RFC 3966). */
function userPartOf(text: string): string | null {
  if (text.length > MAX_CHARACTERS) return null;
  const bare = text.trim().replace(/^(?:sips?|tel):/i, "");
  const user = (bare.split("@")[0] ?? "").split(";")[0]?.trim() ?? "";
  return user === "" ? null : user;
}
