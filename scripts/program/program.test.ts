import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildProgram, programPath } from "./program.ts";

const LONG_AGO = new Date("2026-01-01T00:00:00Z");

let root: string;

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
  utimesSync(join(root, path), LONG_AGO, LONG_AGO);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "program-"));
  mkdirSync(join(root, "src/inner"), { recursive: true });
  write("package.json", "{}");
  write("bun.lock", "");
  write("src/inner/said.ts", 'export const said: string = import.meta.dir + " says hello";');
  write("src/main.ts", 'import { said } from "./inner/said.ts"; console.log(said);');
  for (const folder of ["src/inner", "src"]) utimesSync(join(root, folder), LONG_AGO, LONG_AGO);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a built program runs alone, and finds what lies beside its source", async () => {
  const path = await buildProgram(root);
  expect(programPath(root)).toBe(path);
  const { stdout } = Bun.spawnSync([process.execPath, path]);
  expect(stdout.toString()).toBe(`${join(root, "src/inner")} says hello\n`);
});

test("without one, and after any change of the source or the packages, the source runs", async () => {
  const source = join(root, "src/main.ts");
  expect(programPath(root)).toBe(source);
  for (const change of [
    () => writeFileSync(join(root, "src/inner/said.ts"), 'export const said = "changed";'),
    () => rmSync(join(root, "src/inner/more.ts")),
    () => writeFileSync(join(root, "bun.lock"), "changed"),
  ]) {
    write("src/inner/more.ts", "");
    for (const path of ["src/inner", "src/inner/said.ts", "bun.lock"])
      utimesSync(join(root, path), LONG_AGO, LONG_AGO);
    expect(await buildProgram(root)).not.toBe(source);
    change();
    expect(programPath(root)).toBe(source);
  }
});

test("source that cannot be built leaves the former program alone and says why", async () => {
  const path = await buildProgram(root);
  writeFileSync(join(root, "src/main.ts"), "import './missing.ts';");
  const failure = await buildProgram(root).then(String, String);
  expect(failure).toContain("missing.ts");
  expect(existsSync(path)).toBe(true);
});
