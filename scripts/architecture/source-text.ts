/**
 * Reads TypeScript as text: blanks what is not code, and finds every import, also those of types only, which a
 * transpiler drops. Not a parser: it relies on the formatter's habits (semicolons, no exotic regular expressions).
 */

/** One import or re-export of a module. */
export interface ImportSite {
  /** The module as written: a relative path, a package or `node:...`. */
  readonly specifier: string;
  readonly line: number;
  /** True when nothing of it remains at run time. */
  readonly typeOnly: boolean;
}

const REGEX_MAY_FOLLOW =
  /(?:^|[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|case|in|of|do|else|await|yield|void))$/;

/** The same text with the insides of comments, strings, templates and regular expressions turned into spaces. */
export function blankNonCode(source: string): string {
  const out = source.split("");
  const blank = (from: number, to: number): void => {
    for (let index = from; index < to; index++) if (out[index] !== "\n") out[index] = " ";
  };
  /** Brace depth at which each open template substitution ends. */
  const substitutions: number[] = [];
  let depth = 0;
  let index = 0;
  while (index < source.length) {
    const two = source.slice(index, index + 2);
    const char = source[index] ?? "";
    let end = index + 1;
    if (two === "//" || two === "/*") {
      end = endOfComment(source, index);
      blank(index, end);
    } else if (char === '"' || char === "'") {
      end = endOfQuoted(source, index, char);
      blank(index + 1, end - 1);
    } else if (char === "`" || (char === "}" && substitutions.at(-1) === depth)) {
      if (char === "}") substitutions.pop();
      end = endOfTemplateText(source, index);
      const opens = source.slice(end - 2, end) === "${";
      if (opens) substitutions.push(depth);
      blank(index + 1, opens ? end - 2 : end - 1);
    } else if (char === "/" && REGEX_MAY_FOLLOW.test(codeBefore(out, index))) {
      end = endOfRegex(source, index);
      blank(index + 1, end - 1);
    } else if (char === "{") depth++;
    else if (char === "}") depth--;
    index = end;
  }
  return out.join("");
}

/** Every import, export-from, side-effect import, dynamic import, type import and require of the text. */
export function findImports(source: string): ImportSite[] {
  const code = blankNonCode(source);
  const sites: ImportSite[] = [];
  const pattern =
    /\b(?:(import|export)\b([^;"'`()]*?)\bfrom\s*|import\s*|(?:(typeof\s+)?import|require)\s*\(\s*)(["'])/g;
  for (const match of code.matchAll(pattern)) {
    const quoteAt = match.index + match[0].length - 1;
    const specifier = source.slice(quoteAt + 1, endOfQuoted(source, quoteAt, match[4] ?? '"') - 1);
    const typeOnly = match[1] === undefined ? match[3] !== undefined : bindsTypesOnly(match[2] ?? "");
    sites.push({ specifier, line: lineAt(source, match.index), typeOnly });
  }
  return sites;
}

/** The 1-based line of a position. */
export function lineAt(source: string, position: number): number {
  return source.slice(0, position).split("\n").length;
}

/** `type { A }`, `type A`, `{ type A, type B }`: nothing but types. */
function bindsTypesOnly(clause: string): boolean {
  const text = clause.trim();
  if (/^type\b/.test(text)) return true;
  const names = /^\{([^}]*)\}$/.exec(text)?.[1]?.split(",") ?? [];
  const given = names.map((name) => name.trim()).filter((name) => name !== "");
  return given.length > 0 && given.every((name) => name.startsWith("type "));
}

function codeBefore(out: readonly string[], index: number): string {
  return out
    .slice(Math.max(0, index - 40), index)
    .join("")
    .trimEnd();
}

function endOfComment(source: string, start: number): number {
  const line = source[start + 1] === "/";
  const end = source.indexOf(line ? "\n" : "*/", start + 2);
  if (end === -1) return source.length;
  return line ? end : end + 2;
}

/** The position after the closing quote, or after the line when it is not closed. */
function endOfQuoted(source: string, start: number, quote: string): number {
  for (let index = start + 1; index < source.length; index++) {
    if (source[index] === "\\") index++;
    else if (source[index] === quote || source[index] === "\n") return index + 1;
  }
  return source.length;
}

/** The position after the closing backtick or after the `${` that interrupts the text. */
function endOfTemplateText(source: string, start: number): number {
  for (let index = start + 1; index < source.length; index++) {
    if (source[index] === "\\") index++;
    else if (source[index] === "`") return index + 1;
    else if (source.startsWith("${", index)) return index + 2;
  }
  return source.length;
}

function endOfRegex(source: string, start: number): number {
  let inClass = false;
  for (let index = start + 1; index < source.length; index++) {
    const char = source[index];
    if (char === "\\") index++;
    else if (char === "\n") return index;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return index + 1;
  }
  return source.length;
}
