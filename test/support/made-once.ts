/** What tests need made once per checkout, and cannot be moved: one process makes it in place, and others wait for it. */
import { existsSync } from "node:fs";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { SidetoneError } from "../../src/base/errors.ts";
import { lockDirectory } from "../../src/storage/directory-lock.ts";
import { eventually } from "./eventually.ts";

const MARKER = "complete";
/** Longer than anything takes that is made so, on a machine that does much else. */
const OTHERS_LIMIT_MS = 1_200_000;

/** After it, `make` has been done in `folder` once and wholly. What a process left that was killed over it, `make` removes. */
export async function makeOnce(folder: string, make: () => Promise<void>): Promise<void> {
  const isMade = () => existsSync(join(folder, MARKER));
  if (isMade()) return;
  await mkdir(folder, { recursive: true });
  const unlock = await lockWhenFree(folder);
  try {
    if (isMade()) return;
    await make();
    const draft = join(folder, "marker");
    await Bun.write(draft, "");
    await rename(draft, join(folder, MARKER));
  } finally {
    unlock();
  }
}

/** The lock of a process that is gone is taken over. */
async function lockWhenFree(folder: string): Promise<() => void> {
  let lock: (() => void) | Error = new Error("never asked for");
  await eventually(async () => {
    lock = await lockDirectory(folder, join(folder, "no-socket")).catch((error: Error) => error);
    return !(lock instanceof SidetoneError && lock.code === "CONFLICT");
  }, OTHERS_LIMIT_MS);
  if (lock instanceof Error) throw lock;
  return lock;
}
