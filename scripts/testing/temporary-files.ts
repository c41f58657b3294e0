/**
 * Keeps a run's temporary files in memory where the machine has enough of it. Each start of Sidetone makes hundreds of files,
 * and ext4 looks through all that were deleted in the last minutes for each new one (`recently_deleted`,
 * github.com/torvalds/linux, fs/ext4/ialloc.c).
 */
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { freemem } from "node:os";
import { join } from "node:path";

const MEMORY_DISK = "/dev/shm";
/** TMPFS_MAGIC of linux/magic.h. */
const TMPFS = 0x01021994;
/** What stories that run side by side have at most there, several times over. */
const LEAST_FREE_BYTES = 4e9;
const NAME = /^sidetone-run-(\d+)-/;

/** What is asked of a machine. */
export interface MemoryDisk {
  readonly path: string;
  readonly leastFreeBytes: number;
}

/**
 * A folder for this process and those that it starts, which is removed when it ends; undefined where they stay in the
 * system's. Removes what killed runs have left there.
 */
export function temporaryFilesInMemory(
  disk: MemoryDisk = { path: MEMORY_DISK, leastFreeBytes: LEAST_FREE_BYTES },
): string | undefined {
  if (process.env.TMPDIR !== undefined || !hasRoom(disk)) return undefined;
  for (const name of readdirSync(disk.path)) {
    const pid = Number(NAME.exec(name)?.[1] ?? 0);
    if (pid > 0 && !isRunning(pid)) rmSync(join(disk.path, name), { recursive: true, force: true });
  }
  const folder = mkdtempSync(join(disk.path, `sidetone-run-${process.pid}-`));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Stories run programs that they wrote there, which containers often forbid.
  if (!canRunIn(folder)) {
    remove();
    return undefined;
  }
  process.once("exit", remove);
  process.env.TMPDIR = folder;
  return folder;
}

function hasRoom({ path, leastFreeBytes }: MemoryDisk): boolean {
  try {
    const { type, bavail, bsize } = statfsSync(path);
    const freeBytes = Math.min(bavail * bsize, freemem());
    return type === TMPFS && freeBytes >= leastFreeBytes;
  } catch {
    // There is no such place on this system.
    return false;
  }
}

function canRunIn(folder: string): boolean {
  const program = join(folder, "program");
  writeFileSync(program, "#!/bin/sh\n", { mode: 0o700 });
  try {
    return Bun.spawnSync([program]).exitCode === 0;
  } catch {
    return false;
  } finally {
    rmSync(program);
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
