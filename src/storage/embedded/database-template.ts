/**
 * A ready-made database to begin from: building one costs seconds of processor time and 700 MB of memory, copying one a
 * fifth of a second. Set-up and the image's build make it with the PGlite that will run it; without it a first start
 * builds its own. Run as a script, this file makes it.
 */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { syncPath } from "../sync-path.ts";

const MODULES = resolve(import.meta.dir, "../../../node_modules");

/** One for each version of PGlite; may not exist. */
export function templatePath(): string {
  const text = readFileSync(join(MODULES, "@electric-sql/pglite/package.json"), "utf8");
  const { version } = JSON.parse(text) as { version: string };
  return join(MODULES, ".cache/sidetone", `database-${version}`);
}

/** Makes it unless it is there. Processes may do so beside each other: each puts its own in place whole, or throws it away. */
export async function makeTemplate(): Promise<string> {
  const path = templatePath();
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const draft = mkdtempSync(join(dirname(path), "draft-"));
  try {
    const { PGlite } = await import("@electric-sql/pglite");
    const database = await PGlite.create(draft);
    await database.close();
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
  return path;
}

/** Copies the template to a database's place; false if there is no template. Throws the disk's errors. */
export function copyTemplate(databasePath: string): boolean {
  const path = templatePath();
  if (!existsSync(path)) return false;
  const draft = `${databasePath}.draft`;
  rmSync(draft, { recursive: true, force: true });
  try {
    cpSync(path, draft, { recursive: true });
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

/** PostgreSQL syncs what it writes itself, and takes the rest for written: a power cut must not leave empty files there. */
function syncAll(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true })) syncPath(join(directory, String(entry)));
  syncPath(directory);
}

if (import.meta.main) void makeTemplate();
