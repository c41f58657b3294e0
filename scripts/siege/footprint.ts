/** What Sidetone (and Redis beside it) takes of memory and disk. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

export interface Footprint {
  rssMb: number;
  diskMb: number;
}

const MEGABYTE = 1024 * 1024;

/** Resident memory of the processes together, and the size of the files below the directory. */
export async function measureFootprint(pids: readonly number[], directory: string): Promise<Footprint> {
  const resident = await Promise.all(pids.map(residentBytes));
  return { rssMb: sum(resident) / MEGABYTE, diskMb: (await sizeOf(directory)) / MEGABYTE };
}

/** VmRSS of Linux; NaN where the machine has no /proc. */
export async function residentBytes(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(text)?.[1] ?? Number.NaN) * 1024;
}

async function sizeOf(directory: string): Promise<number> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries.map(async (entry) => {
      // A file may go while it is looked for.
      const found = entry.isFile()
        ? await stat(join(entry.parentPath, entry.name)).catch(() => undefined)
        : undefined;
      return (found?.blocks ?? 0) * 512;
    }),
  );
  return sum(sizes);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
