/** A vendor's text inside one of Sidetone's sentences: marked as a quotation, in one line, and short. */
import { cutText } from "../base/text-safety.ts";

const MAX_CHARACTERS = 60;
/** Control and format characters, separators of lines, and quotation marks: what could break out of a quotation. */
const NOT_QUOTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}"“”]+/gu;

export function quoted(text: string): string {
  const plain = text.replace(NOT_QUOTABLE, " ").trim();
  return `“${plain.length > MAX_CHARACTERS ? `${cutText(plain, MAX_CHARACTERS)}…` : plain}”`;
}
