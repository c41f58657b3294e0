/**
 * Puts into one folder what the image holds besides Bun: the built program, the few files that it reads, and the list of packages
 * whose code is in either, with their licences. Neither source nor packages are needed any more.
 *
 *   bun deploy/image/collect.ts FOLDER       after scripts/program.ts
 */
import { cpSync } from "node:fs";
import { join, resolve } from "node:path";
import { INPUTS_FILE } from "../../scripts/program/build.ts";
import { programFolder } from "../../scripts/program/program.ts";
import { PAGE_ENTRIES } from "../../src/http/common/assets.ts";
import { PREPARED_PAGES, readScript } from "../../src/http/common/prepared-scripts.ts";
import { packageFolderOf } from "../../src/http/common/third-party-notices.ts";
import { type InstalledPackage, installedPackages, licencesOf, sbomOf } from "./parts-list.ts";

const ROOT = resolve(import.meta.dir, "../..");

/** Read while Sidetone runs, by itself or by a package. */
const FILES = [
  "LICENSE",
  "bunfig.toml",
  "docs",
  "node_modules/.cache/sidetone",
  "proto",
  // The embedded database, and what the ready-made one is named after.
  "node_modules/@electric-sql/pglite/package.json",
  "node_modules/@electric-sql/pglite/dist/initdb.wasm",
  "node_modules/@electric-sql/pglite/dist/pglite.data",
  "node_modules/@electric-sql/pglite/dist/pglite.wasm",
  "node_modules/bullmq/package.json",
  // Protos of gRPC's own services.
  "node_modules/@grpc/grpc-js/proto",
  "node_modules/@grpc/reflection/build/proto",
  "node_modules/grpc-health-check/proto",
  // A native addon, found at run time.
  "node_modules/@msgpackr-extract",
  "node_modules/msgpackr-extract",
];

const [target = ""] = process.argv.slice(2);
for (const path of FILES) cpSync(join(ROOT, path), join(target, path), { recursive: true });

const packages = await packagesInside();
const { name, version } = (await Bun.file(join(ROOT, "package.json")).json()) as InstalledPackage;
await Bun.write(
  join(target, "sbom.cdx.json"),
  `${JSON.stringify(sbomOf(packages, { name, version }), null, 1)}\n`,
);
await Bun.write(join(target, "THIRD-PARTY-LICENCES.txt"), await licencesOf(packages));
console.log(`${packages.length} packages`);

/** Those whose code is in the program, its threads or its pages, and those of which files were copied. */
async function packagesInside(): Promise<InstalledPackage[]> {
  const folder = programFolder(ROOT);
  const inputs = (await Bun.file(join(folder, INPUTS_FILE)).json()) as string[];
  const copied = FILES.map((path) => join(ROOT, path));
  const folders = new Set([...inputs, ...copied].map(packageFolderOf));
  const scripts = await Promise.all(
    Object.keys(PAGE_ENTRIES).map((entry) => readScript(join(folder, PREPARED_PAGES), entry)),
  );
  const inPages = new Set(
    scripts.flatMap(({ notices }) => notices.map((notice) => `${notice.name}@${notice.version}`)),
  );
  const installed = await installedPackages(join(ROOT, "node_modules"));
  return installed.filter(
    (one) =>
      folders.has(one.folder) ||
      copied.some((path) => one.folder.startsWith(`${path}/`)) ||
      inPages.has(`${one.name}@${one.version}`),
  );
}
