/** The list of what the image is made of (SBOM), in CycloneDX 1.6, and the licences' texts in one file. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

export interface InstalledPackage {
  name: string;
  version: string;
  license: string;
  folder: string;
}

interface Manifest {
  name?: string;
  version?: string;
  license?: string | { type?: string };
}

/** Directly below a node_modules, maybe in a scope. */
const IS_PACKAGE = /^(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/** Every package below `modules`, those of packages too; sorted by name and version, each once. */
export async function installedPackages(modules: string): Promise<InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>();
  const manifests = new Bun.Glob("**/package.json");
  for await (const path of manifests.scan({ cwd: modules })) {
    if (!IS_PACKAGE.test(path)) continue;
    const manifest = (await Bun.file(join(modules, path)).json()) as Manifest;
    const { name, version, license } = manifest;
    if (name === undefined || version === undefined) continue;
    const folder = join(modules, path, "..");
    const text = typeof license === "string" ? license : (license?.type ?? "");
    found.set(`${name}@${version}`, { name, version, license: text, folder });
  }
  return [...found.values()].sort((one, other) =>
    `${one.name}@${one.version}` < `${other.name}@${other.version}` ? -1 : 1,
  );
}

/** The same text for the same packages: no time and no random number in it. */
export function sbomOf(
  packages: readonly InstalledPackage[],
  product: { name: string; version: string },
): object {
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: { component: { type: "application", name: product.name, version: product.version } },
    components: packages.map(({ name, version, license }) => {
      const purl = `pkg:npm/${name.replace("@", "%40")}@${version}`;
      const licenses = license === "" ? {} : { licenses: [licenceOf(license)] };
      return { type: "library", "bom-ref": purl, name, version, purl, ...licenses };
    }),
  };
}

/** CycloneDX tells an SPDX id from an expression such as (MIT OR Apache-2.0) and from any other words. */
function licenceOf(license: string): object {
  if (/ (OR|AND|WITH) /.test(license)) return { expression: license };
  return { license: /^[\w.+-]+$/.test(license) ? { id: license } : { name: license } };
}

/** The text of each package's licence files, under its name. */
export async function licencesOf(packages: readonly InstalledPackage[]): Promise<string> {
  const texts: string[] = [];
  for (const { name, version, license, folder } of packages) {
    const files = (await readdir(folder)).filter((file) => LICENCE_FILE.test(file)).sort();
    const parts = await Promise.all(
      files.map((file) =>
        Bun.file(join(folder, file))
          .text()
          .catch(() => ""),
      ),
    );
    texts.push(
      `${"=".repeat(80)}\n${name} ${version} (${license || "no licence named"})\n\n${parts.join("\n").trim()}\n`,
    );
  }
  return texts.join("\n");
}
