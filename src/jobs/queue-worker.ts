/**
 * BullMQ's worker, which rests without jobs, and may get a job back whose lock it had lost. BullMQ keeps track of locks by job id
 * alone: the end of the former run would take the new one's lock out of its care (LockManager.untrackJob, 6.7), which then runs
 * out, and so on for ever.
 */
import {
  type ConnectionOptions,
  type IQueueBackend,
  type JobProgress,
  type LockManager,
  type RedisQueueBackend,
  Worker,
} from "bullmq";
import { LocksOfActiveJobs } from "./active-locks.ts";

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
    try {
      return await run;
    } finally {
      if (this.#runs.get(id) === run) this.#runs.delete(id);
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
