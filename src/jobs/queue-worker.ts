/**
 * BullMQ's worker, which rests without jobs, and may get a job back whose lock it had lost. BullMQ keeps track of locks by job id
 * alone: the end of the former run would take the new one's lock out of its care (LockManager.untrackJob, 6.7), which then runs
 * out, and so on for ever.
 */
import {
  type ConnectionOptions,
  type IQueueBackend,
  isNotConnectionError,
  type JobProgress,
  type LockManager,
  type RedisQueueBackend,
  Worker,
} from "bullmq";
import type { Clock } from "../base/clock.ts";
import { type JoinedTimers, joinedTimers } from "../base/joined-timers.ts";
import { LocksOfActiveJobs } from "./active-locks.ts";
import { type StalledChecks, startStalledChecks } from "./stalled-checks.ts";

/** How a worker looks for jobs of workers that died. */
export interface StalledLooks {
  intervalMs: number;
  isAlone: boolean;
  clock: Clock;
}

/** Generic as BullMQ's own over the backend. */
export class QueueWorker<
  Data = unknown,
  Result = unknown,
  Name extends string = string,
  Backend extends IQueueBackend = RedisQueueBackend,
  Progress extends JobProgress = JobProgress,
  Connection = ConnectionOptions,
> extends Worker<Data, Result, Name, Backend, Progress, Connection> {
  readonly #runs = new Map<string, Promise<unknown>>();
  #stalled: StalledChecks | null = null;
  #timers: JoinedTimers | null = null;

  /** For a worker that was made with `skipStalledCheck`. It ends with the worker. */
  lookForStalled({ intervalMs, isAlone, clock }: StalledLooks): void {
    this.#timers = joinedTimers(clock);
    this.#stalled = startStalledChecks({
      ...{ intervalMs, isAlone, clock },
      check: () => this.backend.moveStalledJobsToWait(),
      isBusy: () => this.#runs.size > 0,
      onError: (error) => {
        if (error instanceof Error && isNotConnectionError(error)) this.emit("error", error);
      },
    });
    // It may have failed to hear that it has a job.
    this.on("error", () => this.#stalled?.noteJob());
  }

  override close(force?: boolean): Promise<void> {
    this.#stalled?.close();
    return super.close(force);
  }

  /** In seconds. Without a delayed job a read that blocks ends with the turn in which this process wakes up anyway. */
  protected override getBlockTimeout(blockUntil: number): number {
    const waitS = super.getBlockTimeout(blockUntil);
    if (blockUntil > 0 || this.#timers === null) return waitS;
    return this.#timers.beforeTurnMs(waitS * 1_000) / 1_000;
  }

  protected override createLockManager(): void {
    // As BullMQ hands it over: only the type of what `trace` gives differs.
    const worker = this as unknown as ConstructorParameters<typeof LockManager>[0];
    this.lockManager = new LocksOfActiveJobs(worker, {
      lockRenewTime: this.opts.lockRenewTime ?? 0,
      lockDuration: this.opts.lockDuration ?? 0,
      workerId: this.id,
    });
  }

  /** The former run is told that it has lost the job; the new one begins once that has ended, or a lock's time later. */
  override async processJob(
    ...[job, ...rest]: Parameters<Worker<Data, Result, Name, Backend, Progress, Connection>["processJob"]>
  ) {
    const id = job.id ?? "";
    const former = this.#runs.get(id);
    if (former !== undefined) await this.#ended(id, former);
    const run = super.processJob(job, ...rest);
    this.#runs.set(id, run);
    this.#stalled?.noteJob();
    try {
      return await run;
    } finally {
      if (this.#runs.get(id) === run) this.#runs.delete(id);
      this.#stalled?.noteJob();
    }
  }

  async #ended(id: string, former: Promise<unknown>): Promise<void> {
    this.cancelJob(id);
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.opts.lockDuration);
    await Promise.race([former.catch(() => {}), late]);
    clearTimeout(timer);
  }
}
