/** How much CPU time another process has used. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** Ticks per second of /proc on Linux, for any kernel rate. */
const TICKS_PER_SECOND = 100;

/** User and system time since the process began, in seconds; NaN where the machine has no /proc. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  // The name in parentheses may hold anything; the fields are counted after it (proc(5): utime is 14, stime 15).
  const fields = (await readFile(path, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
