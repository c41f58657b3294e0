import { expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installedPackages, sbomOf } from "./parts-list.ts";

test("every installed package is listed once, those of packages and scopes too, with its licence", async () => {
  const modules = join(await mkdtemp(join(tmpdir(), "sidetone-parts-")), "node_modules");
  const put = (path: string, manifest: object) =>
    Bun.write(join(modules, path, "package.json"), JSON.stringify(manifest));
  await put("b", { name: "b", version: "1.0.0", license: "MIT" });
  await put("@scope/a", { name: "@scope/a", version: "2.1.0", license: { type: "ISC" } });
  await put("b/node_modules/@scope/a", {
    name: "@scope/a",
    version: "1.0.0",
    license: "(MIT OR Apache-2.0)",
  });
  await put("c/node_modules/b", { name: "b", version: "1.0.0", license: "MIT" });
  // A folder of a package that is no package.
  await put("b/dist", { type: "module" });
  const packages = await installedPackages(modules);
  expect(sbomOf(packages, { name: "sidetone", version: "0.1.0" })).toMatchObject({
    bomFormat: "CycloneDX",
    components: [
      { purl: "pkg:npm/%40scope/a@1.0.0", licenses: [{ expression: "(MIT OR Apache-2.0)" }] },
      { purl: "pkg:npm/%40scope/a@2.1.0", licenses: [{ license: { id: "ISC" } }] },
      { purl: "pkg:npm/b@1.0.0", licenses: [{ license: { id: "MIT" } }] },
    ],
  });
  await rm(join(modules, ".."), { recursive: true });
});

test("every package that the program names has a licence", async () => {
  const packages = await installedPackages(join(import.meta.dir, "../../node_modules"));
  const { dependencies } = await Bun.file(join(import.meta.dir, "../../package.json")).json();
  const licensed = packages.filter(({ license }) => license !== "").map(({ name }) => name);
  expect(Object.keys(dependencies).filter((name) => !licensed.includes(name))).toEqual([]);
});
