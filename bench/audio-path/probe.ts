/** Preloaded into a process that is measured: tells what it has used so far. */
import { heapStats } from "bun:jsc";
import { answerParent } from "./child-calls.ts";

export interface Usage {
  /** Of all threads of the process, user and system, in microseconds. */
  cpuMicros: number;
  rssBytes: number;
  heapBytes: number;
}

answerParent({
  hello: () => true,
  usage(): Usage {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss(), heapBytes: heapStats().heapSize };
  },
  /** What is garbage now is not counted as memory of the legs. */
  collectGarbage: () => Bun.gc(true),
  exit: () => process.exit(0),
});
