/** Reads what documents name, for the tests that compare documents with the program. */
import { resolve } from "node:path";
import { Glob } from "bun";

export const ROOT = resolve(import.meta.dir, "../..");

/** The text of a file of the repository. */
export const readText = (path: string): Promise<string> => Bun.file(resolve(ROOT, path)).text();

/** The Markdown pages of the repository, relative to its root. */
export async function documentPaths(): Promise<string[]> {
  const paths: string[] = [];
  for (const pattern of ["*.md", "docs/**/*.md"]) {
    for await (const path of new Glob(pattern).scan({ cwd: ROOT })) paths.push(path.replaceAll("\\", "/"));
  }
  return paths.sort();
}

/** The first capture of every match, each once, sorted. */
export function namesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();
}

/** The part of a page below a heading, up to the next heading of any level. Throws for an unknown heading. */
export function sectionOf(page: string, heading: string): string {
  const [, rest] = page.split(`\n${heading}\n`);
  if (rest === undefined) throw new Error(`There is no heading "${heading}"`);
  return rest.split(/\n#+ /)[0] ?? "";
}

/** First cells of the tables in a text that hold one name in code style. */
export const rowNames = (text: string): string[] => namesIn(text, /^\| `([^`]+)` \|/gm);

/** Edges "a --> b" of the state diagrams in a text, without those from or to the start mark. */
export function diagramEdges(text: string): string[] {
  const edges = [...text.matchAll(/^\s*(\w+) --> (\w+)/gm)].map(([, from, to]) => `${from} --> ${to}`);
  return [...new Set(edges)].sort();
}
