/** Looks again and again for jobs whose worker let their lock run out, in the place of a timer of BullMQ's own for each worker. */
import type { Clock } from "../base/clock.ts";
import { joinedTimers } from "../base/joined-timers.ts";

/** BullMQ marks a job in one look and puts it back in another, and a lock may outlive its job's end by one more. */
const LOOKS_AFTER_THE_LAST = 4;
/** For what nobody noted here: the database took a job for this worker, and the answer was lost. */
const REST_MS = 60_000;

export interface StalledChecksOptions {
  /** Resolves when what is stalled is on its way again. */
  check(): Promise<unknown>;
  intervalMs: number;
  /** No other process works on these jobs: some looks after the last one that ran here there is nothing to find. */
  isAlone: boolean;
  /** Whether a job runs here. */
  isBusy(): boolean;
  clock: Clock;
  onError(error: unknown): void;
}

export interface StalledChecks {
  /** A job begins to run here or has ended, or the worker failed to take one. */
  noteJob(): void;
  close(): void;
}

/** Looks at once, for what the process before has left. One look at a time: a backend that is away is waited for. */
export function startStalledChecks(options: StalledChecksOptions): StalledChecks {
  const { check, intervalMs, isAlone, isBusy, clock, onError } = options;
  const timers = joinedTimers(clock);
  let looks = 0;
  let isLooking = false;
  let isResting = false;
  let isClosed = false;
  let timer: unknown;

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      await check();
      looks += 1;
    } catch (caught) {
      if (!isClosed) onError(caught);
    } finally {
      isLooking = false;
    }
  }

  function lookLater(): void {
    isResting = isAlone && !isBusy() && looks >= LOOKS_AFTER_THE_LAST;
    timer = timers.setTimeout(
      () => {
        void look();
        lookLater();
      },
      isResting ? REST_MS : intervalMs,
    );
  }

  void look();
  lookLater();
  return {
    noteJob() {
      looks = 0;
      if (!isResting || isClosed) return;
      timers.clearTimeout(timer);
      lookLater();
    },
    close() {
      isClosed = true;
      timers.clearTimeout(timer);
    },
  };
}
