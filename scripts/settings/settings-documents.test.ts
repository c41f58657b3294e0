import { expect, test } from "bun:test";
import { resolve } from "node:path";
import { SETTINGS } from "../../src/settings/table.ts";
import { environmentSample, settingsPage } from "./settings-documents.ts";

const ROOT = resolve(import.meta.dir, "../..");
const read = (path: string) => Bun.file(resolve(ROOT, path)).text();
const namesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1]);
const known: string[] = SETTINGS.map((setting) => setting.name);

test(".env.sample lists exactly the settings the program knows, and leaves only the needed ones to fill in", async () => {
  const sample = await read(".env.sample");
  expect(namesIn(sample, /^#?([A-Z0-9_]+)=/gm).sort()).toEqual([...known].sort());
  const needed = SETTINGS.filter((setting) => setting.required).map((setting) => setting.name);
  expect(namesIn(sample, /^([A-Z0-9_]+)=$/gm).sort()).toEqual([...needed].sort());
});

test("docs/reference/settings.md has one row for each setting the program knows", async () => {
  expect(namesIn(await read("docs/reference/settings.md"), /^\| `([A-Z0-9_]+)` \|/gm)).toEqual(known);
});

test("defaults and descriptions in both are those of the program (make settings-documents writes them)", async () => {
  expect(await read(".env.sample")).toBe(environmentSample(SETTINGS));
  expect(await read("docs/reference/settings.md")).toBe(settingsPage(SETTINGS));
});

test("a description with a column mark does not break the table", () => {
  const page = settingsPage([{ name: "A", required: false, default: "x|y", description: "one | two" }]);
  expect(page).toContain("| `A` | `x\\|y` | one \\| two |");
});
