/** Licences of the packages whose code is in the served scripts, found from the files that the bundler included. */
import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";

export interface PackageNotice {
  name: string;
  version: string;
  /** SPDX expression of its package.json. */
  license: string;
  /** The package's own licence file; "" if it has none. */
  text: string;
}

interface Manifest {
  name: string;
  version: string;
  license?: string;
}

const MODULES = `${sep}node_modules${sep}`;
const LICENSE_FILE = /^(?:licen[cs]e|copying)(?:\.(?:md|txt))?$/i;

/** In the order of their folders' names. `files` are absolute paths; Sidetone's are left out. */
export function noticesOf(files: Iterable<string>): Promise<PackageNotice[]> {
  const folders = new Set([...files].flatMap((file) => packageFolderOf(file) ?? []));
  return Promise.all([...folders].sort().map(noticeOf));
}

/** The page behind the link on both pages, as plain text: by name, each once. */
export function noticesText(notices: readonly PackageNotice[]): string {
  const intro = `Sidetone's pages contain code of the following packages, under the licences below.\n`;
  const byName = new Map(notices.map((notice) => [`${notice.name} ${notice.version}`, notice]));
  const sorted = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = sorted.map(({ name, version, license, text }) => {
    const title = `${name} ${version} (${license})`;
    return `${title}\n${"-".repeat(title.length)}\n\n${text.trim()}\n`;
  });
  return [intro, ...parts].join("\n\n");
}

/** `/x/node_modules/@lit/reactive-element/lib/a.js` lies in `/x/node_modules/@lit/reactive-element`. */
export function packageFolderOf(file: string): string | undefined {
  const start = file.lastIndexOf(MODULES);
  if (start === -1) return undefined;
  const [first = "", second = ""] = file.slice(start + MODULES.length).split(sep);
  return file.slice(0, start + MODULES.length) + (first.startsWith("@") ? join(first, second) : first);
}

async function noticeOf(folder: string): Promise<PackageNotice> {
  const manifest = (await Bun.file(join(folder, "package.json")).json()) as Manifest;
  const file = (await readdir(folder)).find((name) => LICENSE_FILE.test(name));
  return {
    name: manifest.name,
    version: manifest.version,
    license: manifest.license ?? "see below",
    text: file === undefined ? "" : await Bun.file(join(folder, file)).text(),
  };
}
