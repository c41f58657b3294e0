/** Puts a file, or the names in a directory, on disk. */
import { closeSync, fsyncSync, openSync } from "node:fs";

/** A new name is on disk only once its directory is. Throws what the disk says. */
export function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
