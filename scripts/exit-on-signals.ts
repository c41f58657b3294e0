/** A script that starts other processes takes them along when Ctrl-C or SIGTERM ends it. */
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

/**
 * To be called first. What starts a process here ends it when this one exits, and a signal alone is no exit. The status is
 * the shell's: 128 and the signal's number.
 */
export function exitOnSignals(): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

/** A new folder among the system's temporary ones, removed when this process exits. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
