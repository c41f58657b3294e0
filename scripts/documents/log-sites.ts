/** Finds the calls that write the log: level, message and the names of the fields, read from the source as text. */
import { blankNonCode } from "../architecture/source-text.ts";

export interface LogSite {
  /** File and line. */
  where: string;
  level: string;
  /** Null unless it is plain text. */
  message: string | null;
  fields: string[];
  /** Fields that the text does not name, as written: `...missing`, or the name of a variable. */
  unnamed: string[];
}

const CALL = /\blogger\s*\.(trace|debug|info|warn|error|fatal)\(/g;

export function logSitesOf(path: string, source: string): LogSite[] {
  const code = blankNonCode(source);
  return [...code.matchAll(CALL)].map((match) => {
    const begin = match.index + match[0].length;
    const parts = partsOf(source, code, begin);
    const message = parts.at(-1) ?? "";
    const given = parts.length > 1 ? (parts[0] ?? "") : "{}";
    const text = given.startsWith("{") ? given : (objectNamed(source, code, given, match.index) ?? given);
    const { fields, unnamed } = fieldsOf(text);
    const line = source.slice(0, match.index).split("\n").length;
    return {
      where: `${path}:${line}`,
      level: match[1] ?? "",
      message: /^"[^"]*"$/.test(message) ? message.slice(1, -1) : null,
      fields,
      unnamed,
    };
  });
}

/** The parts between commas from `begin` to the closing bracket; inner brackets are kept whole. */
function partsOf(source: string, code: string, begin: number): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = begin;
  for (let at = begin; at < code.length; at++) {
    const character = code[at] ?? "";
    if ("([{".includes(character)) depth += 1;
    const isEnd = ")]}".includes(character) && depth === 0;
    if (isEnd || (character === "," && depth === 0)) {
      const part = source.slice(from, at).trim();
      if (part !== "") parts.push(part);
      from = at + 1;
    }
    if (isEnd) return parts;
    if (")]}".includes(character)) depth -= 1;
  }
  throw new Error("a bracket is not closed");
}

function fieldsOf(text: string): { fields: string[]; unnamed: string[] } {
  if (!text.startsWith("{")) return { fields: [], unnamed: [text] };
  const parts = partsOf(text, blankNonCode(text), 1);
  const name = (part: string) => part.match(/^(\w+)\s*(?::|$)/)?.[1];
  return {
    fields: parts.flatMap((part) => name(part) ?? []),
    unnamed: parts.filter((part) => name(part) === undefined),
  };
}

/** The object literal a variable was last given before a place; null if it is none. */
function objectNamed(source: string, code: string, name: string, before: number): string | null {
  const declared = [...code.slice(0, before).matchAll(new RegExp(`\\bconst ${name} = \\{`, "g"))].at(-1);
  if (declared === undefined) return null;
  const begin = declared.index + declared[0].length;
  return `{${partsOf(source, code, begin).join(", ")}}`;
}
