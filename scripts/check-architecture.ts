/**
 * Holds the map true: who may import whom, that no folders import each other in a circle, where the
 * environment is read, how long a file may be.
 *
 *   bun scripts/check-architecture.ts [ROOT]
 *
 * Prints one `file:line rule` per broken rule and exits with 1 when there is one. The rules: scripts/architecture/rules.ts.
 */
import { resolve } from "node:path";
import { Glob } from "bun";
import { asObject } from "../src/base/json.ts";
import { checkFiles, describeViolation, type SourceFile } from "./architecture/check.ts";
import { findCircles } from "./architecture/circles.ts";
import { CHECKED_FOLDERS } from "./architecture/rules.ts";

const root = resolve(process.argv[2] ?? resolve(import.meta.dir, ".."));

const files: SourceFile[] = [];
const folders = CHECKED_FOLDERS.map((folder) => folder.slice(0, -1)).join(",");
for await (const path of new Glob(`{${folders}}/**/*.{ts,tsx,css,html}`).scan({ cwd: root })) {
  if (path.endsWith(".d.ts")) continue;
  files.push({ path: path.replaceAll("\\", "/"), text: await Bun.file(resolve(root, path)).text() });
}

const manifest = asObject(await Bun.file(resolve(root, "package.json")).json());
const dependencies = new Set(Object.keys(asObject(manifest?.dependencies) ?? {}));

const violations = [...checkFiles(files, dependencies), ...findCircles(files)];
for (const violation of violations) console.log(describeViolation(violation));
if (violations.length === 0) console.log(`${files.length} files follow the map`);
process.exitCode = violations.length === 0 && files.length > 0 ? 0 : 1;
