import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { Glob } from "bun";
import { UI_FEATURES } from "../../src/contract/ui-features.ts";
import { SETTINGS } from "../../src/settings/table.ts";
import { RUNTIME } from "../program/runtime.ts";
import { documentPaths, namesIn, ROOT, readText } from "./read-documents.ts";

/** Names in capitals in the documents that are neither settings nor Sidetone's codes. */
const OTHER_NAMES = [
  ...["GOOGLE_APPLICATION_CREDENTIALS", "INVALID_ARGUMENT", "NODE_EXTRA_CA_CERTS", "PROPERTY_SEED"],
  // Of Google's kit, for people who come from there.
  ...["JWT_SECRET_NAME", "RESTART_TIMEOUT", "UI_CONNECTOR_URL"],
  ...[...Object.keys(RUNTIME), "MIMALLOC_PURGE_HOLES"],
];
/** Names that `FEATURES` may list. */
const NAMES_OF_FEATURES = Object.keys(UI_FEATURES);
const NAMES_OF_DEPLOYMENT = namesIn(
  await readText("deploy/cloud-run/settings.ts"),
  /\b([A-Z][A-Z0-9]*_[A-Z0-9_]+)\b/g,
);

const pages = await Promise.all(
  (await documentPaths()).map(async (path) => ({ path, text: await readText(path) })),
);

/** Source files from the root. A page may name one by its path, or by the end of it. */
const sources = new Set(
  [...new Glob("{src,scripts,test,simulators,bench,deploy}/**/*.ts").scanSync({ cwd: ROOT })].map((path) =>
    path.replaceAll("\\", "/"),
  ),
);

test("there are documents to check", () => {
  expect(pages.map(({ path }) => path)).toContain("README.md");
  expect(pages.length).toBeGreaterThan(10);
});

test.each(pages)("every file $path points to is there", ({ path, text }) => {
  const targets = namesIn(text, /(?:\]\(|src="|srcset=")([^)"\s#]+)/g);
  const missing = targets.filter(
    (target) => !/^[a-z]+:/.test(target) && !existsSync(resolve(ROOT, dirname(path), target)),
  );
  expect(missing).toEqual([]);
});

test.each(pages)("every make command in $path exists", async ({ text }) => {
  const known = namesIn(await readText("Makefile"), /^([a-z-]+):/gm);
  const named = namesIn(text, /(?:`|^ {4})make ([a-z-]+)/gm);
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

test.each(pages)("every setting and code named in $path exists", async ({ text }) => {
  const codes = namesIn(await readText("docs/reference/errors.md"), /^\| `([A-Z_]+)` \|/gm);
  const known = new Set<string>([
    ...SETTINGS.map(({ name }) => name),
    ...codes,
    ...OTHER_NAMES,
    ...NAMES_OF_FEATURES,
    ...NAMES_OF_DEPLOYMENT,
  ]);
  const named = namesIn(text, /`([A-Z][A-Z0-9]*_[A-Z0-9_]+)(?:=[^`]*)?`/g);
  expect(named.filter((name) => !known.has(name) && !/^RECOGNITION_\d+$/.test(name))).toEqual([]);
});

test.each(pages)("every source file named in $path exists", ({ text }) => {
  const named = namesIn(text, /`([\w./-]+\.ts)`/g);
  const isThere = (file: string) =>
    /^(?:src|scripts|test|simulators|bench|deploy)\//.test(file)
      ? sources.has(file)
      : [...sources].some((source) => source.endsWith(`/${file}`));
  expect(named.filter((file) => !isThere(file))).toEqual([]);
});
