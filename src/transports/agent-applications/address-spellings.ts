/** All marks that an address may have: VoiceAI Connect writes the same number with and without its plus and separators. */
import { nameKey } from "../../settings/participant-roles.ts";
import type { AddressMark } from "./address-mark.ts";

/** Digits, with separators and blanks between them. */
const NUMBER = /^\+?[\d().\- ]*\d[\d().\- ]*$/;

/** The first is the address's own; none for a text that names nobody. */
export function marksOf(address: string, markOf: AddressMark): string[] {
  const user = nameKey(address)
    .replace(/^(?:sips?|tel):/, "")
    .replace(/[@;].*$/, "");
  const digits = user.replace(/\D/g, "");
  const spellings = NUMBER.test(user) ? [address, digits, `+${digits}`] : [address, user];
  return spellings.flatMap((spelling) => markOf(spelling) ?? []);
}
