/** Makes the ready-made database that first starts unpack. Run as a script, this file makes it unless it is there. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { DEFAULT_SCHEMA, runMigrations } from "bullmq";
import { mapFiles, templatePath } from "./database-template.ts";

/** Processes may do so beside each other: each puts its own in place whole, or throws it away. */
export async function makeTemplate(): Promise<string> {
  const path = templatePath();
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const draft = mkdtempSync(join(dirname(path), "draft-"));
  try {
    const [plain, packed] = [join(draft, "plain"), join(draft, "packed")];
    const database = await PGlite.create(plain);
    await makeJobTables(database);
    await dropModels(database);
    await database.close();
    mapFiles(plain, packed, Bun.zstdCompressSync);
    renameSync(packed, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return path;
}

/** Made by each opening of the queues too, where that takes half a second of processor time if they are missing. */
async function makeJobTables(database: PGlite): Promise<void> {
  const client = {
    async query(text: string, params?: readonly unknown[]) {
      if (params !== undefined) return await database.query(text, [...params]);
      return (await database.exec(text)).at(-1) ?? { rows: [] };
    },
  };
  // It only asks, and never listens.
  await runMigrations(client as Parameters<typeof runMigrations>[0], DEFAULT_SCHEMA);
}

/**
 * The two databases that CREATE DATABASE would copy, which nothing here does. They are three files of five, and each first
 * start makes and syncs every one. (postgresql.org/docs/current/manage-ag-templatedbs.html)
 */
async function dropModels(database: PGlite): Promise<void> {
  const models = ["template0", "template1"];
  await database.query("UPDATE pg_database SET datistemplate = false WHERE datname = ANY($1)", [models]);
  for (const model of models) await database.exec(`DROP DATABASE ${model}`);
}

if (import.meta.main) void makeTemplate();
