import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildProgram } from "./build.ts";
import { programPath } from "./program.ts";
import { SIDETONE } from "./sidetone.ts";

const LONG_AGO = new Date("2026-01-01T00:00:00Z");

let root: string;

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
  utimesSync(join(root, path), LONG_AGO, LONG_AGO);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "program-"));
  for (const folder of ["src/inner", "node_modules/heavy"])
    mkdirSync(join(root, folder), { recursive: true });
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
  // Built by an administrator, run by a service's own user.
  expect(statSync(dirname(path)).mode & 0o777).toBe(0o755);
});

test("threads and what was prepared are found beside it, without their source", async () => {
  const ours = join(import.meta.dir, "../../src/base/prepared.ts");
  write("src/inner/thread.ts", 'import { said } from "./said.ts"; self.postMessage("a thread in " + said);');
  write(
    "src/main.ts",
    `import { readFileSync } from "node:fs";
     import { preparedPath, threadAddress } from ${JSON.stringify(ours)};
     const thread = new Worker(threadAddress(new URL("./inner/thread.ts", import.meta.url)));
     thread.onmessage = ({ data }) => {
       console.log(data, readFileSync(preparedPath("folder/part.txt"), "utf8"));
       process.exit();
     };`,
  );
  const prepare = (draft: string) => Bun.write(join(draft, "folder/part.txt"), "and a part");
  const path = await buildProgram(root, { threads: ["src/inner/thread.ts"], preparations: [prepare] });
  rmSync(join(root, "src"), { recursive: true });
  const { stdout } = Bun.spawnSync([process.execPath, path]);
  expect(stdout.toString()).toBe(`a thread in ${join(root, "src/inner")} says hello and a part\n`);
});

test("of a module that is left out only the names are there, and say so when one is used", async () => {
  write("node_modules/heavy/index.js", "exports.load = () => 'heavy code';");
  write("src/main.ts", 'import * as heavy from "heavy"; console.log(Object.keys(heavy)); heavy.load();');
  const path = await buildProgram(root, { leftOut: { "heavy/index.js": ["load"] } });
  expect(readFileSync(path, "utf8")).not.toContain("heavy code");
  const { stdout, stderr } = Bun.spawnSync([process.execPath, path]);
  expect(stdout.toString()).toContain("load");
  expect(stderr.toString()).toContain("load of heavy/index.js is left out of the built program");
});

test("of data that is cut only a part is there", async () => {
  write("node_modules/heavy/data.json", '{"needed":1,"other":"heavy data"}');
  write("src/main.ts", 'import data from "heavy/data.json"; console.log(JSON.stringify(data));');
  const needed = (whole: unknown) => ({ needed: (whole as { needed: number }).needed });
  const path = await buildProgram(root, { cut: { "heavy/data.json": needed } });
  expect(readFileSync(path, "utf8")).not.toContain("heavy data");
  expect(Bun.spawnSync([process.execPath, path]).stdout.toString()).toBe('{"needed":1}\n');
});

test("a module that is to be left out, and is not imported any more, fails the build", async () => {
  const failure = await buildProgram(root, { leftOut: { "heavy/index.js": ["load"] } }).then(String, String);
  expect(failure).toContain(
    "heavy/index.js is to be left out of the program or cut, which does not import it",
  );
});

test("every thread of Sidetone is built", () => {
  const source = join(import.meta.dir, "../../src");
  const threads = [...new Bun.Glob("**/*.ts").scanSync({ cwd: source })].flatMap((path) => {
    const text = readFileSync(join(source, path), "utf8");
    return [...text.matchAll(/new Worker\(\s*threadAddress\(new URL\("(.+?)"/g)].map(([, name = ""]) =>
      join("src", dirname(path), name),
    );
  });
  expect(threads.sort()).toEqual([...(SIDETONE.threads ?? [])].sort());
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
