/**
 * Data directories for stories. Sidetone lays the ready-made database into an empty one by itself; here it is made, so
 * that no story builds its own. The start without one is shown by the tests beside the embedded database.
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTemplate } from "../../src/storage/embedded/make-template.ts";

/** A new, empty data directory. Its caller removes it. */
export async function makeDataDirectory(name: string): Promise<string> {
  await makeTemplate();
  return mkdtemp(join(tmpdir(), `sidetone-${name}-`));
}

// The test runner makes it before the first story starts, so that stories that start together do not each build one.
if (import.meta.main) await makeTemplate();
