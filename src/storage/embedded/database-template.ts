/**
 * A ready-made database to begin from, with BullMQ's tables: building one costs seconds of processor time and 700 MB of
 * memory, unpacking one a tenth of a second. Set-up and the image's build make it (make-template.ts) with the PGlite and the
 * BullMQ that will run it; without it a first start builds its own.
 */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { syncPath } from "../sync-path.ts";

const MODULES = resolve(import.meta.dir, "../../../node_modules");

/** A folder for each version of PGlite and of BullMQ; may not exist. Each of its files is packed by itself (zstd): 26 MB become 2.5. */
export function templatePath(): string {
  const versions = ["@electric-sql/pglite", "bullmq"].map(versionOf);
  return join(MODULES, ".cache/sidetone", `lean-database-${versions.join("-")}`);
}

function versionOf(name: string): string {
  const text = readFileSync(join(MODULES, name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Unpacks the template to a database's place; false if there is no template. Throws the disk's errors. */
export function copyTemplate(databasePath: string): boolean {
  const path = templatePath();
  if (!existsSync(path)) return false;
  const draft = `${databasePath}.draft`;
  rmSync(draft, { recursive: true, force: true });
  try {
    mapFiles(path, draft, Bun.zstdDecompressSync);
    chmodSync(draft, 0o700);
    syncAll(draft);
    renameSync(draft, databasePath);
    syncPath(dirname(databasePath));
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  return true;
}

/** Makes the folder `to` with every folder and file of `from`, the files' content changed. */
export function mapFiles(from: string, to: string, change: (content: Buffer) => Buffer): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (statSync(source).isDirectory()) mapFiles(source, target, change);
    else writeFileSync(target, change(readFileSync(source)));
  }
}

/** PostgreSQL syncs what it writes itself, and takes the rest for written: a power cut must not leave empty files there. */
function syncAll(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true })) syncPath(join(directory, String(entry)));
  syncPath(directory);
}
