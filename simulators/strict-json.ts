/** JSON as strict receivers read it: UTF-8 (RFC 8259, 8.1) whose strings are well-formed Unicode without NUL. */
import { isJsonObject } from "../src/base/json.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Throws for bytes that are no UTF-8, for what is no JSON, and for half a surrogate pair or a NUL in a string or a name. */
export function parseStrictJson(json: string | Uint8Array): unknown {
  return JSON.parse(typeof json === "string" ? json : UTF8.decode(json), checkedText);
}

function checkedText(_key: string, value: unknown): unknown {
  if (typeof value === "string") checkText(value);
  else if (isJsonObject(value)) for (const name of Object.keys(value)) checkText(name);
  return value;
}

function checkText(text: string): void {
  if (!text.isWellFormed()) throw new Error("half a surrogate pair in a text");
  if (text.includes("\0")) throw new Error("a NUL in a text");
}
