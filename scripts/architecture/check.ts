/** Applies the rules of the map to files and names each place that breaks one. */
import { posix } from "node:path";
import {
  CHECKED_FOLDERS,
  type Exception,
  LAYER_RULES,
  LINE_LIMIT,
  PACKAGE_RULES,
  TEXT_RULES,
} from "./rules.ts";
import { blankNonCode, findImports, type ImportSite, lineAt } from "./source-text.ts";

/** One file: its path relative to the root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** One broken rule at one place. */
export interface Violation {
  readonly path: string;
  readonly line: number;
  readonly rule: string;
}

/**
 * Lists what breaks a rule, ordered by path and line.
 * `dependencies` are the packages a production install brings.
 */
export function checkFiles(
  files: readonly SourceFile[],
  dependencies: ReadonlySet<string>,
): readonly Violation[] {
  const violations = files
    .filter((file) => CHECKED_FOLDERS.some((folder) => file.path.startsWith(folder)))
    .flatMap((file) => [
      ...checkLength(file),
      ...(isTest(file.path) ? [] : [...checkImports(file, dependencies), ...checkText(file)]),
    ]);
  return violations.sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

/** `path:line rule`, as editors and terminals turn into a link. */
export function describeViolation(violation: Violation): string {
  return `${violation.path}:${violation.line} ${violation.rule}`;
}

function isTest(path: string): boolean {
  return path.endsWith(".test.ts");
}

function checkLength(file: SourceFile): Violation[] {
  const lines = file.text.split("\n").length - (file.text.endsWith("\n") ? 1 : 0);
  if (lines <= LINE_LIMIT) return [];
  return [{ path: file.path, line: lines, rule: `no file is longer than ${LINE_LIMIT} lines (${lines})` }];
}

function checkImports(file: SourceFile, dependencies: ReadonlySet<string>): Violation[] {
  return findImports(file.text).flatMap((site) => {
    const rules = site.specifier.startsWith(".")
      ? brokenLayerRules(file.path, site)
      : brokenPackageRules(file.path, site, dependencies);
    return rules.map((rule) => ({ path: file.path, line: site.line, rule: `${rule} (${site.specifier})` }));
  });
}

function brokenLayerRules(path: string, site: ImportSite): string[] {
  const target = posix.join(posix.dirname(path), site.specifier);
  return LAYER_RULES.filter(
    (rule) =>
      path.startsWith(rule.from) &&
      rule.forbidden.some((folder) => target.startsWith(folder)) &&
      !rule.except.some((exception) => allows(exception, target, site)),
  ).map((rule) => rule.name);
}

function allows(exception: Exception, target: string, site: ImportSite): boolean {
  return covers(exception.path, target) && (exception.typeOnly !== true || site.typeOnly);
}

/** A path that ends in a slash covers the folder, any other the one file. */
function covers(path: string, target: string): boolean {
  return path.endsWith("/") ? target.startsWith(path) : target === path;
}

function brokenPackageRules(path: string, site: ImportSite, dependencies: ReadonlySet<string>): string[] {
  const name = packageOf(site.specifier);
  const broken = PACKAGE_RULES.filter(
    (rule) => path.startsWith(rule.from) && !rule.allowed.includes(name),
  ).map((rule) => rule.name);
  const needsInstall = !name.startsWith("node:") && !name.startsWith("bun:") && name !== "bun";
  if (path.startsWith("src/") && needsInstall && !site.typeOnly && !dependencies.has(name)) {
    broken.push("production code imports only packages listed under dependencies");
  }
  return broken;
}

/** `@scope/name/file` belongs to `@scope/name`, `name/file` to `name`; `node:fs/promises` is `node:fs`. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

function checkText(file: SourceFile): Violation[] {
  const rules = TEXT_RULES.filter(
    (rule) => file.path.startsWith(rule.from) && !rule.except.some((path) => covers(path, file.path)),
  );
  if (rules.length === 0) return [];
  const code = blankNonCode(file.text);
  return rules.flatMap((rule) =>
    [...code.matchAll(rule.pattern)].map((match) => ({
      path: file.path,
      line: lineAt(code, match.index),
      rule: `${rule.name} (${match[0]})`,
    })),
  );
}
