/** Gives memory back after a rush: the runtime by itself collects the old part of its heap only when it needs room. */
import type { Clock } from "../base/clock.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import type { Logger } from "../base/log.ts";
import type { Part } from "./part.ts";

export interface MemoryCareOptions {
  clock: Clock;
  logger: Logger;
  /** Of the process. */
  residentBytes(): number;
  /** Processor time of the process since its start, over all threads. */
  processorMs(): number;
  /** Collects everything, which stops the main thread for some 50 to 150 ms. */
  collect(): void;
}

const LOOK_MS = 10_000;
/** Share of one core: above it the process is busy, and its memory may be needed. */
const CALM_SHARE = 0.6;
/** A process that has done nothing yet holds what it needs: parts that start beside the rest are in place within a minute. */
const STARTING_MS = 60_000;
const IDLE_SHARE = 0.1;
/** Of the first look, which sees the start itself. */
const START_SHARE = 0.4;
/** Above the least that a collection ever left. */
const WORTH_BYTES = 32 * 1024 * 1024;
const FIRST_PAUSE_MS = 20_000;
/** A process that simply needs more than at its start is stopped no more often than this. */
const LONGEST_PAUSE_MS = 1_280_000;

export function createMemoryCare(options: MemoryCareOptions): Part {
  const { clock, logger, residentBytes, processorMs, collect } = options;
  const timers = joinedTimers(clock);
  let leastBytes = residentBytes();
  const startedMs = clock.now();
  let collectedMs = startedMs;
  let pauseMs = FIRST_PAUSE_MS;
  let hasWorked = false;
  let look = { atMs: clock.now(), processorMs: processorMs() };
  let timer: unknown = timers.setTimeout(onLook, LOOK_MS);

  function onLook(): void {
    timer = timers.setTimeout(onLook, LOOK_MS);
    const now = { atMs: clock.now(), processorMs: processorMs() };
    const share = (now.processorMs - look.processorMs) / (now.atMs - look.atMs);
    const isCalm = share < CALM_SHARE;
    look = now;
    const beforeBytes = residentBytes();
    const ageMs = now.atMs - startedMs;
    if (share > (ageMs > LOOK_MS ? IDLE_SHARE : START_SHARE)) hasWorked = true;
    else if (share <= IDLE_SHARE && !hasWorked && ageMs <= STARTING_MS) leastBytes = beforeBytes;
    if (!isCalm || now.atMs - collectedMs < pauseMs || beforeBytes - leastBytes < WORTH_BYTES) return;
    const startMs = performance.now();
    collect();
    collectedMs = now.atMs;
    const leftBytes = residentBytes();
    const sizeBytes = beforeBytes - leftBytes;
    leastBytes = Math.min(leastBytes, leftBytes);
    // The remaining memory is in use: another look soon would be useless.
    pauseMs = sizeBytes < WORTH_BYTES / 2 ? Math.min(pauseMs * 2, LONGEST_PAUSE_MS) : FIRST_PAUSE_MS;
    const held = { sizeBytes, pauseMs: Math.round(performance.now() - startMs) };
    logger.info(held, "memory was given back in a calm moment");
  }

  return { name: "memory", stop: () => timers.clearTimeout(timer) };
}

export function careForMemory({ clock, logger }: Pick<MemoryCareOptions, "clock" | "logger">): Part {
  return createMemoryCare({
    clock,
    logger,
    residentBytes: () => process.memoryUsage.rss(),
    processorMs() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
    collect: () => Bun.gc(true),
  });
}
