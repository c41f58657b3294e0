/** Finds the texts in browser code that a person would see or hear: in lit's templates, and in strings of words. */
import { parseSync } from "oxc-parser";

export interface VisibleText {
  line: number;
  text: string;
}

/** Attributes whose value is read out or shown. */
const SPOKEN_ATTRIBUTE = /\b(?:aria-label|aria-description|title|placeholder|alt)="([^"]*)"/g;
/** Two words, or one that begins as a sentence does; no declarations of a style. */
const WORDS = /^(?!\s*[\w-]+: ?[#\w]*[;-])(?:.*\p{L}{2,}\s+\p{L}|\p{Lu}\p{Ll}+)/su;
const LETTER = /\p{L}/u;

interface SyntaxNode {
  type: string;
  start: number;
  [field: string]: unknown;
}

/** Leaves out what is no text of the page: imports, types, styles, and the messages of errors. */
export function visibleTextsOf(path: string, source: string): VisibleText[] {
  const { program, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} is not read: ${errors[0]?.message}`);
  const found: VisibleText[] = [];
  const note = (start: number, text: string) => {
    found.push({ line: source.slice(0, start).split("\n").length, text: text.trim().replace(/\s+/g, " ") });
  };
  function visit(value: unknown): void {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isNode(value)) visitNode(value);
  }
  function visitNode(node: SyntaxNode): void {
    if (
      /^(?:Import|Export(?:All|Named)Declaration$|TS\w+Type|TSTypeAnnotation|TSInterface)/.test(node.type)
    ) {
      visit(node.declaration);
      return;
    }
    if (node.type === "NewExpression" && /Error$/.test(nameOf(node.callee))) return;
    if (node.type === "TaggedTemplateExpression") {
      const { quasis, expressions } = node.quasi as { quasis: unknown[]; expressions: unknown[] };
      const tag = nameOf(node.tag);
      if (tag === "html" || tag === "svg") {
        for (const text of textsInMarkup(quasis.map(textOf).join("{}"))) note(node.start, text);
      }
      visit(expressions);
      return;
    }
    if (node.type === "Literal" && typeof node.value === "string" && WORDS.test(node.value)) {
      note(node.start, node.value);
    }
    if (node.type === "TemplateElement" && WORDS.test(textOf(node))) note(node.start, textOf(node));
    for (const [name, child] of Object.entries(node)) if (name !== "typeAnnotation") visit(child);
  }
  visit(program);
  return found;
}

function textsInMarkup(markup: string): string[] {
  const spoken = [...markup.matchAll(SPOKEN_ATTRIBUTE)].map(([, value]) => value ?? "");
  const shown = markup.replace(/<!--.*?-->|<\/?[a-z](?:"[^"]*"|[^>])*>/gis, "\n").split("\n");
  return [...spoken, ...shown].filter((text) => LETTER.test(text));
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

function nameOf(node: unknown): string {
  return isNode(node) && node.type === "Identifier" ? String(node.name) : "";
}

function textOf(element: unknown): string {
  return (element as { value: { cooked: string | null } }).value.cooked ?? "";
}
