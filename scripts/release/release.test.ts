/** A release says what the changelog says, and the workflows do nothing but call make. */
import { expect, test } from "bun:test";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { VERSION } from "../../src/base/version.ts";
import { releaseNotes } from "./notes.ts";

const ROOT = resolve(import.meta.dir, "../..");
const WORKFLOWS = join(ROOT, ".github/workflows");
const CHANGELOG =
  "# Changelog\n\n## Unreleased\n\n- new\n\n## 1.2.3 - 2026-11-26\n\n### Added\n\n- a\n\n## 1.2.2 - 2026-11-01\n\n- b\n";

test("the notes are the section of the tagged version", () => {
  expect(releaseNotes("v1.2.3", "1.2.3", CHANGELOG)).toBe("### Added\n\n- a");
});

test.each([
  ["v1.2.4", "1.2.3", CHANGELOG, "The tag is v1.2.4, and package.json has version 1.2.3"],
  ["v1.3.0", "1.3.0", CHANGELOG, 'no section "## 1.3.0 - date"'],
  ["v1.2.3", "1.2.3", "## 1.2.3\n\n- a\n", "has no date"],
])("%s of %s is refused where something does not agree", (tag, version, changelog, fault) => {
  expect(() => releaseNotes(tag, version, changelog)).toThrow(fault);
});

test("the version of today has its section", async () => {
  expect(releaseNotes(`v${VERSION}`, VERSION, await readFile(join(ROOT, "CHANGELOG.md"), "utf8"))).not.toBe(
    "",
  );
});

test("each step of a workflow calls a target that the Makefile has", async () => {
  const makefile = await readFile(join(ROOT, "Makefile"), "utf8");
  const targets = new Set([...makefile.matchAll(/^([a-z-]+):/gm)].map(([, name]) => name));
  const commands: string[] = [];
  for (const name of await readdir(WORKFLOWS)) {
    const workflow = Bun.YAML.parse(await readFile(join(WORKFLOWS, name), "utf8")) as {
      jobs: Record<string, { steps: { run?: string }[] }>;
    };
    for (const { steps } of Object.values(workflow.jobs))
      commands.push(...steps.flatMap(({ run }) => run ?? []));
  }
  expect(commands.length).toBeGreaterThan(3);
  for (const command of commands) {
    expect(command).toStartWith("make ");
    expect(targets).toContain(command.split(" ")[1]);
  }
});
