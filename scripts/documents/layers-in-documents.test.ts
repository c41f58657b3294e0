import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Exception, LAYER_RULES, PACKAGE_RULES } from "../architecture/rules.ts";
import { ROOT, readText, sectionOf } from "./read-documents.ts";

const code = (text: string) => `\`${text}\``;
const exception = ({ path, typeOnly }: Exception) => code(path) + (typeOnly ? " (types)" : "");
const row = (...cells: string[]) => `| ${cells.map((cell) => cell || "–").join(" | ")} |`;

const layers = LAYER_RULES.map(({ from, name, forbidden, except }) =>
  row(code(from), name, forbidden.map(code).join(", "), except.map(exception).join(", ")),
);
const packages = PACKAGE_RULES.map(({ from, name, allowed }) =>
  row(code(from), name, "packages", allowed.map(code).join(", ")),
);

test("CONTRIBUTING.md has the rules of scripts/architecture/rules.ts as a table", async () => {
  const section = sectionOf(await readText("CONTRIBUTING.md"), "## Who may import whom");
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  expect(rows).toEqual([...layers, ...packages]);
});

test("the map in ARCHITECTURE.md has each folder of src/, and no other", async () => {
  const map = sectionOf(await readText("ARCHITECTURE.md"), "## The map");
  const inSrc = map.split("\nsrc/\n")[1]?.split(/\n(?=\S)/)[0] ?? "";
  const named = [...inSrc.matchAll(/^ {2}(\w+)\/ /gm)].map(([, name = ""]) => name);
  const folders = readdirSync(resolve(ROOT, "src"), { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  expect(named.sort()).toEqual(folders.map(({ name }) => name).sort());
});
