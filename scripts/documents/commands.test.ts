/** Each command in README and guides is run by a test or named as not run: docs/reference/commands.md against the pages. */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { documentPaths, ROOT, readText, sectionOf } from "./read-documents.ts";

const page = await readText("docs/reference/commands.md");
const rows = (heading: string) =>
  [...sectionOf(page, heading).matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map(
    ([, command = "", rest = ""]) => ({
      command,
      cells: rest.split(" | ").map((cell) => cell.replaceAll("`", "")),
    }),
  );
const run = rows("## Run by a test");
const notRun = rows("## Not run by a test");

/** Programs whose lines in a page are commands for a shell; others there are configuration, code or answers. */
const PROGRAMS = [
  "make",
  "bun",
  "npm",
  "gcloud",
  "docker",
  "podman",
  "kubectl",
  "helm",
  "curl",
  "cp",
  "chmod",
];
const FURTHER = ["printf", "git", "systemctl", "redis-cli", "openssl"];

/** "make chaos", "bun run replay", else the program's name. */
function commandOf(line: string): string | undefined {
  const [program = "", first = "", second = ""] = line.trim().split(/\s+/);
  if (program === "make") return `make ${first}`;
  if (program === "bun" && first === "run") return `bun run ${second}`;
  return [...PROGRAMS, ...FURTHER].includes(program) ? program : undefined;
}

/** Lines of blocks: indented ones, and fenced ones without a language of their own. */
function commandsIn(text: string): string[] {
  const blocks = text.replaceAll(/^```\w+\n[\s\S]*?^```$/gm, "");
  const lines = [...blocks.matchAll(/^ {4}(\S.*)$/gm)].map(([, line = ""]) => line);
  return lines.flatMap((line) => commandOf(line) ?? []);
}

const shown = new Map<string, string>();
for (const path of await documentPaths())
  for (const command of commandsIn(await readText(path))) shown.set(command, path);

test("every command in a page has a row, and there are commands", () => {
  const known = [...run, ...notRun].map(({ command }) => command);
  expect(shown.size).toBeGreaterThan(30);
  expect([...shown].filter(([command]) => !known.includes(command))).toEqual([]);
  expect(known).toHaveLength(new Set(known).size);
});

test.each(run)(
  "$command is run by the test of its row",
  async ({ command, cells: [path = "", part = ""] }) => {
    expect(existsSync(resolve(ROOT, part))).toBe(true);
    expect((await readText(path)).includes(path === part ? "test(" : basename(part))).toBe(true);
    const script = await scriptOf(command);
    if (script !== part && command !== "make demo MIC=1")
      expect((await readText(script)).includes(basename(part))).toBe(true);
  },
);

test("what is not run has a reason", () => {
  for (const { cells } of notRun) expect(cells[0]?.length ?? 0).toBeGreaterThan(10);
});

/** The file that a target of the Makefile, or a script of package.json, hands to Bun. */
async function scriptOf(command: string): Promise<string> {
  const [program, first = "", second = ""] = command.split(" ");
  const recipe =
    program === "make"
      ? ((await readText("Makefile")).split(`\n${first}: ##`)[1]?.split("\n.PHONY")[0] ?? "")
      : ((JSON.parse(await readText("package.json")) as { scripts: Record<string, string> }).scripts[
          second
        ] ?? "");
  const script = [...recipe.matchAll(/(?:\.\/)?((?:scripts|src|test|deploy|bench)\/[\w./-]+\.ts)/g)].at(
    -1,
  )?.[1];
  if (script === undefined) throw new Error(`${command} runs no script`);
  return script;
}
