/**
 * Finds which files of the tree a file may use: those it imports and those it names in a string, because a test that starts
 * a program or reads a document does not import it. Reads text, not syntax: rather one file too many than one too few.
 */
import { posix } from "node:path";
import { findImports } from "../architecture/source-text.ts";

/** The files of a tree, relative to its root, and the folders they are in. */
export interface Tree {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlyMap<string, readonly string[]>;
}

/** Files whose text is read for imports and names. */
const HAS_NAMES = /\.(?:ts|tsx|js|css|html|sh)$/;

const STRING = /"([^"\n]*)"|'([^'\n]*)'|`([^`\n$]*)`/g;
/** `join(folder, "b", name, "c.ts")` and `resolve(...)`: the arguments name one path together. */
const JOINED = /\b(?:join|resolve)\(([^()\n]*)\)/g;

/** "./parts", "../../docs" or "src/web": many a word is also the name of a folder. */
const MAY_BE_FOLDER = /^(?:\.\.?\/|\w[^/]*\/\w)/;

/** A tree of paths with forward slashes. */
export function treeOf(paths: Iterable<string>): Tree {
  const files = new Set(paths);
  const folders = new Map<string, string[]>();
  for (const path of files) {
    for (let folder = posix.dirname(path); folder !== "."; folder = posix.dirname(folder)) {
      const inside = folders.get(folder);
      if (inside === undefined) folders.set(folder, [path]);
      else inside.push(path);
    }
  }
  return { files, folders };
}

/** The files of the tree that the file at `path` imports or names, without itself. */
export function namedFiles(path: string, text: string, tree: Tree): Set<string> {
  const named = new Set<string>();
  if (!HAS_NAMES.test(path)) return named;
  const folder = posix.dirname(path);
  const types = typesOnly(path, text);
  for (const match of text.matchAll(STRING)) {
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    if (types.has(name)) continue;
    if (name.includes("*")) addMatching(named, name, tree);
    else for (const place of placesOf(folder, name)) add(named, place, tree, MAY_BE_FOLDER.test(name));
  }
  for (const [, args = ""] of text.matchAll(JOINED)) {
    const name = joinedName(args);
    for (const place of placesOf(folder, name)) {
      if (place.includes("*")) addMatching(named, place, tree);
      else add(named, place, tree, true);
    }
  }
  if (text.includes("import.meta.dir")) {
    // A file that asks for its own folder reads files there, often by computed names.
    for (const inside of tree.folders.get(folder) ?? []) if (!inside.endsWith(".ts")) named.add(inside);
  }
  named.delete(path);
  return named;
}

/** What is only known when it runs, within the path, becomes a star; the folder it begins with is left out. */
function joinedName(args: string): string {
  const parts = args.split(",").map((arg) => {
    const literal = /^\s*(["'`])(.*)\1\s*$/.exec(arg)?.[2];
    return literal?.replaceAll(/\$\{[^}]*\}/g, "*") ?? "*";
  });
  return (parts[0] === "*" ? parts.slice(1) : parts).join("/");
}

/** What is imported for its types alone; nothing of it remains when a test runs. */
function typesOnly(path: string, text: string): Set<string> {
  if (!path.endsWith(".ts")) return new Set();
  const sites = findImports(text);
  const used = new Set(sites.filter(({ typeOnly }) => !typeOnly).map(({ specifier }) => specifier));
  return new Set(sites.map(({ specifier }) => specifier).filter((specifier) => !used.has(specifier)));
}

/** A name may be relative to the file or to the root. */
function placesOf(folder: string, name: string): string[] {
  if (!/\w/.test(name) || name.length > 200) return [];
  return [posix.join(folder, name), posix.normalize(name)].map((place) => place.replace(/\/$/, ""));
}

function add(named: Set<string>, place: string, tree: Tree, mayBeFolder: boolean): void {
  if (tree.files.has(place)) named.add(place);
  else if (mayBeFolder) for (const inside of tree.folders.get(place) ?? []) named.add(inside);
}

function addMatching(named: Set<string>, pattern: string, tree: Tree): void {
  // Other languages have stars, too: a pattern of files ends in their extension.
  if (!/^[\w./*{},-]+\.[\w{},]+$/.test(pattern)) return;
  const glob = new Bun.Glob(pattern);
  for (const path of tree.files) if (glob.match(path)) named.add(path);
}
