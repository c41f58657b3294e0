/** Text from outside that goes to protobuf, storage, Redis or a header: ids are checked here, other strings repaired. */
import { isJsonObject } from "./json.ts";

/** Longest id at doors without another limit. */
export const MAX_ID_CHARACTERS = 256;
/** The replacement of a lone surrogate or a NUL: an id that has one was not usable. */
const REPLACEMENT = "\uFFFD";
/** Control characters, line separators, lone surrogates, and their replacement character. */
const NOT_IN_AN_ID = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\uFFFD]/u;
const SOMETHING = /[^\s\p{Cc}\p{Cf}\u00AD\u115F\u1160\u2800\u3164\uFFA0]/u;
/** JSON that is valid UTF-8 can hold a NUL or half a surrogate pair only by such an escape. */
const ESCAPE = /\\u(?:0000|[dD][89a-fA-F])/;

/** True for a text that may name something: well-formed Unicode, no control characters, 1 to `maxCharacters` long. */
export function isId(text: string, maxCharacters = MAX_ID_CHARACTERS): boolean {
  return text !== "" && text.length <= maxCharacters && !NOT_IN_AN_ID.test(text);
}

/** Well-formed Unicode without NUL, which no store, protobuf string or header takes; each becomes U+FFFD. */
export function cleanText(text: string): string {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes("\0") ? wellFormed.replaceAll("\0", REPLACEMENT) : wellFormed;
}

/** The first characters of a text, never half of a surrogate pair. */
export function cutText(text: string, maxCharacters: number): string {
  if (text.length <= maxCharacters) return text;
  const isSplit = /[\uD800-\uDBFF]/.test(text.charAt(maxCharacters - 1));
  return text.slice(0, isSplit ? maxCharacters - 1 : maxCharacters);
}

/** True for a text of nothing that can be seen or said: blanks of any kind, format and control characters. */
export function isBlank(text: string): boolean {
  return !SOMETHING.test(text);
}

/** JSON.parse for what comes from outside: every string and every name of a field is clean. Throws as JSON.parse does. */
export function parseJson(text: string): unknown {
  return ESCAPE.test(text) ? JSON.parse(text, cleanValue) : JSON.parse(text);
}

function cleanValue(_key: string, value: unknown): unknown {
  if (typeof value === "string") return cleanText(value);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value);
  if (names.every((name) => cleanText(name) === name)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [cleanText(name), field]));
}
