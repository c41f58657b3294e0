/** How often a process was woken: the waits that its threads ended by themselves, which does not depend on how busy a machine is. */
import { readdir, readFile } from "node:fs/promises";

/** Of all threads that live, since their start. Linux only. */
export async function wakeUpsOf(pid: number): Promise<Map<string, number>> {
  const tasks = `/proc/${pid}/task`;
  const counts = new Map<string, number>();
  for (const thread of await readdir(tasks)) {
    // One that ends meanwhile has no file any more.
    const status = await readFile(`${tasks}/${thread}/status`, "utf8").catch(() => "");
    counts.set(thread, Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  return counts;
}

/** Between two looks; of a thread that began in between, all. */
export function wakeUpsBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  let sum = 0;
  for (const [thread, count] of after) sum += Math.max(0, count - (before.get(thread) ?? 0));
  return sum;
}
