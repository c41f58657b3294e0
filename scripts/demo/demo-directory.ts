/** Each demo of this folder has a data directory of its own: one may be started beside another. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { SidetoneError } from "../../src/base/errors.ts";
import { claimDataDirectory } from "../../src/storage/data-directory.ts";

const DATA = join(import.meta.dir, "../../.data");
const NAME = /^demo(?:-\d+)?$/;
const MOST_DEMOS = 20;

/** The first that no running demo has. Rejects where this folder cannot be written. */
export async function freeDemoDirectory(root: string = DATA): Promise<string> {
  for (let number = 1; number <= MOST_DEMOS; number++) {
    const directory = join(root, number === 1 ? "demo" : `demo-${number}`);
    try {
      (await claimDataDirectory(directory)).release();
      return directory;
    } catch (caught) {
      if (SidetoneError.from(caught).code !== "CONFLICT") throw caught;
    }
  }
  throw new Error(`${MOST_DEMOS} demos run in this folder already. End one of them with Ctrl-C.`);
}

/** Those of all demos, running or not. */
export async function demoDirectories(root: string = DATA): Promise<string[]> {
  const names = await readdir(root).catch(() => []);
  return names.filter((name) => NAME.test(name)).map((name) => join(root, name));
}
