/** starting -> ready -> draining -> stopped: the only owner of signals and of the order of ending. */
import type { Clock } from "./clock.ts";
import type { Logger } from "./log.ts";

export type LifecycleState = "starting" | "ready" | "draining" | "stopped";

export interface LifecycleOptions {
  clock: Clock;
  logger: Logger;
  /** Longest time all drains together may take. */
  drainDeadlineMs: number;
  /** Longest time one stop may take. */
  stopDeadlineMs: number;
  /** Ends the process. */
  exit(code: number): void;
}

export interface Lifecycle {
  state(): LifecycleState;
  /** Everything is up: readiness turns on, unless a signal came first. */
  markReady(): void;
  /** Called at the first signal, all at once; when all have returned, the stops begin. */
  onDrain(name: string, drain: (deadlineMs: number) => Promise<void>): void;
  /** Called after the drains, last registered first, one after the other. */
  onStop(name: string, stop: () => Promise<void> | void): void;
  /** The first call drains, stops and exits 0 (1 where a stop failed); the second exits 1 at once. */
  shutdown(reason: string): Promise<void>;
  /** Makes SIGTERM and SIGINT call shutdown. */
  ownSignals(): void;
}

export function createLifecycle(options: LifecycleOptions): Lifecycle {
  const { clock, logger, drainDeadlineMs, stopDeadlineMs, exit } = options;
  const drains: { name: string; run: (deadlineMs: number) => Promise<void> }[] = [];
  const stops: { name: string; run: () => Promise<void> | void }[] = [];
  let state: LifecycleState = "starting";

  /** Runs a step to its end or its deadline; true if it ended well. */
  async function runBounded(
    name: string,
    deadlineMs: number,
    run: () => Promise<void> | void,
  ): Promise<boolean> {
    let timer: unknown;
    const late = new Promise<"late">((resolve) => {
      timer = clock.setTimeout(() => resolve("late"), deadlineMs);
    });
    try {
      const outcome = await Promise.race([Promise.resolve().then(run), late]);
      if (outcome === "late") logger.warn({ step: name, deadlineMs }, "shutdown step reached its deadline");
      return outcome !== "late";
    } catch (caught) {
      logger.error({ step: name, err: caught }, "shutdown step failed");
      return false;
    } finally {
      clock.clearTimeout(timer);
    }
  }

  async function shutdown(reason: string): Promise<void> {
    if (state === "draining" || state === "stopped") {
      logger.warn({ reason }, "second signal, exiting now");
      return exit(1);
    }
    state = "draining";
    logger.info({ reason, drainDeadlineMs }, "draining");
    await Promise.all(
      drains.map(({ name, run }) => runBounded(name, drainDeadlineMs, () => run(drainDeadlineMs))),
    );
    let clean = true;
    for (const { name, run } of stops.reverse())
      clean = (await runBounded(name, stopDeadlineMs, run)) && clean;
    state = "stopped";
    logger.info({ clean }, "stopped");
    exit(clean ? 0 : 1);
  }

  return {
    state: () => state,
    markReady() {
      if (state === "starting") state = "ready";
    },
    onDrain: (name, run) => void drains.push({ name, run }),
    onStop: (name, run) => void stops.push({ name, run }),
    shutdown,
    ownSignals() {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void shutdown(signal));
    },
  };
}
