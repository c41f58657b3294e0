/**
 * A fresh embedded database to copy. Building one costs about three seconds of processor time, copying one a fifth of a
 * second, and each story starts with an empty database. Only what the database engine itself writes is in it: tables are
 * made by Sidetone in every story. The true first start is shown by the tests beside the embedded database.
 */
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";

const MODULES = resolve(import.meta.dir, "../../node_modules");
const CACHE = join(MODULES, ".cache/sidetone");

/** A new data directory with an empty database where Sidetone looks for one. Its caller removes it. */
export async function makeDataDirectory(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), `sidetone-${name}-`));
  await cp(await template(), join(directory, "postgres"), { recursive: true });
  return directory;
}

let known: Promise<string> | undefined;

function template(): Promise<string> {
  known ??= findOrBuild();
  return known;
}

/** Test files run beside each other: whoever is first puts its own in place, whole; the others throw theirs away. */
async function findOrBuild(): Promise<string> {
  const { version } = await Bun.file(join(MODULES, "@electric-sql/pglite/package.json")).json();
  const place = join(CACHE, `database-${version}`);
  if (existsSync(place)) return place;
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, "draft-"));
  try {
    const database = await PGlite.create(draft);
    await database.close();
    await rename(draft, place);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(place)) throw error;
  }
  return place;
}

// The test runner makes it before the first story starts, so that stories that start together do not each build one.
if (import.meta.main) await template();
