/** Preloaded into a process that is measured: tells what it has used so far. */
import { heapStats } from "bun:jsc";
import { answerParent } from "./child-calls.ts";

export interface Usage {
  /** Of all threads of the process, user and system, in microseconds. */
  cpuMicros: number;
  rssBytes: number;
}

/** Asked for apart: the runtime walks through all objects to answer, which takes a tenth of a second. */
export interface Heap {
  /** What JavaScript holds, bytes of buffers included. */
  liveBytes: number;
  /** What the collector has in hand for objects, used or not. Buffers lie elsewhere. */
  reservedBytes: number;
  buffersBytes: number;
}

answerParent({
  hello: () => true,
  usage(): Usage {
    const { user, system } = process.cpuUsage();
    return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
  },
  heap(): Heap {
    const { heapSize, heapCapacity } = heapStats();
    return {
      liveBytes: heapSize,
      reservedBytes: heapCapacity,
      buffersBytes: process.memoryUsage().arrayBuffers,
    };
  },
  /** What is garbage now is not counted as memory of the legs. */
  collectGarbage: () => Bun.gc(true),
  exit: () => process.exit(0),
});
