/**
 * A ready-made database to begin from, with BullMQ's tables: building one costs seconds of processor time and 700 MB of
 * memory, copying one a fifth of a second. Set-up and the image's build make it with the PGlite and the BullMQ that will run
 * it; without it a first start builds its own. Run as a script, this file makes it.
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
import type { PGlite } from "@electric-sql/pglite";
import { syncPath } from "../sync-path.ts";

const MODULES = resolve(import.meta.dir, "../../../node_modules");

/** One for each version of PGlite and of BullMQ; may not exist. */
export function templatePath(): string {
  const versions = ["@electric-sql/pglite", "bullmq"].map(versionOf);
  return join(MODULES, ".cache/sidetone", `database-${versions.join("-")}`);
}

function versionOf(name: string): string {
  const text = readFileSync(join(MODULES, name, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
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
    await makeJobTables(database);
    await database.close();
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(path)) throw error;
  }
  return path;
}

/** Made by each opening of the queues too, where that takes half a second of processor time if they are missing. */
async function makeJobTables(database: PGlite): Promise<void> {
  const { DEFAULT_SCHEMA, runMigrations } = await import("bullmq");
  const client = {
    async query(text: string, params?: readonly unknown[]) {
      if (params !== undefined) return await database.query(text, [...params]);
      return (await database.exec(text)).at(-1) ?? { rows: [] };
    },
  };
  // It only asks, and never listens.
  await runMigrations(client as Parameters<typeof runMigrations>[0], DEFAULT_SCHEMA);
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
