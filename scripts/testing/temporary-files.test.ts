import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { join } from "node:path";
import { runProcess } from "./run-process.ts";

const MEMORY_DISK = "/dev/shm";
const hasMemoryDisk = existsSync(MEMORY_DISK) && statfsSync(MEMORY_DISK).type === 0x01021994;

/** What a process says that keeps its temporary files in memory, on a disk with so much room. */
async function folderOf(disk: { path: string; leastFreeBytes: number }, env: Record<string, string> = {}) {
  const script = `
    import { temporaryFilesInMemory } from "./temporary-files.ts";
    import { writeFileSync } from "node:fs";
    import { tmpdir } from "node:os";
    const folder = temporaryFilesInMemory(${JSON.stringify(disk)});
    if (folder !== undefined) writeFileSync(folder + "/left", "");
    console.log(JSON.stringify({ folder: folder ?? null, isUsed: tmpdir() === folder }));
  `;
  const { output } = await runProcess({
    ...{ command: [process.execPath, "-e", script], cwd: import.meta.dir, limitMs: 300_000 },
    env: { TMPDIR: undefined, ...env },
  });
  return JSON.parse(output) as { folder: string | null; isUsed: boolean };
}

describe.skipIf(!hasMemoryDisk)("a run's temporary files", () => {
  test("are in memory, and gone with the run; so are those of a run that was killed", async () => {
    // Above the largest process id of Linux.
    const killed = join(MEMORY_DISK, `sidetone-run-${2 ** 22 + 1}-killed`);
    const living = join(MEMORY_DISK, `sidetone-run-${process.pid}-living`);
    for (const path of [killed, living]) mkdirSync(path);
    try {
      const { folder, isUsed } = await folderOf({ path: MEMORY_DISK, leastFreeBytes: 0 });
      expect(folder).toStartWith(`${MEMORY_DISK}/sidetone-run-`);
      expect(isUsed).toBe(true);
      expect([folder ?? "", killed, living].map((path) => existsSync(path))).toEqual([false, false, true]);
    } finally {
      for (const path of [killed, living]) rmSync(path, { recursive: true, force: true });
    }
  });

  test("stay where they are if there is little memory, or if somebody said where they belong", async () => {
    const stays = { folder: null, isUsed: false };
    expect(await folderOf({ path: MEMORY_DISK, leastFreeBytes: 1e15 })).toEqual(stays);
    expect(await folderOf({ path: MEMORY_DISK, leastFreeBytes: 0 }, { TMPDIR: "/tmp" })).toEqual(stays);
  });
});

test("a disk that is none in memory, or is missing, is not used", async () => {
  for (const path of ["/proc", "/nowhere"])
    expect((await folderOf({ path, leastFreeBytes: 0 })).folder).toBeNull();
});
