/** BullMQ's worker, whose timer that renews the locks of jobs runs only while there are any. */
import {
  type ConnectionOptions,
  type IQueueBackend,
  type JobProgress,
  LockManager,
  type RedisQueueBackend,
  Worker,
} from "bullmq";

/**
 * BullMQ (5.x, classes/lock-manager.ts) looks twice in each renewal time whether a job's lock must be renewed, also while no job is
 * active: on Redis once a second. If the last job ends in the middle of a renewal, the timer runs until the next one has ended.
 */
export class LocksOfActiveJobs extends LockManager {
  override start(): void {
    if (this.getActiveJobCount() > 0) super.start();
  }

  override trackJob(...job: Parameters<LockManager["trackJob"]>): ReturnType<LockManager["trackJob"]> {
    const controller = super.trackJob(...job);
    if (!this.isRunning()) super.start();
    return controller;
  }

  override untrackJob(jobId: string): void {
    super.untrackJob(jobId);
    if (this.getActiveJobCount() > 0) return;
    clearTimeout(this.lockRenewalTimer);
    Reflect.deleteProperty(this, "lockRenewalTimer");
  }
}

/** Generic as BullMQ's own over the backend. */
export class RestingWorker<
  Data = unknown,
  Result = unknown,
  Name extends string = string,
  Backend extends IQueueBackend = RedisQueueBackend,
  Progress extends JobProgress = JobProgress,
  Connection = ConnectionOptions,
> extends Worker<Data, Result, Name, Backend, Progress, Connection> {
  protected override createLockManager(): void {
    // As BullMQ hands it over: only the type of what `trace` gives differs.
    const worker = this as unknown as ConstructorParameters<typeof LockManager>[0];
    this.lockManager = new LocksOfActiveJobs(worker, {
      lockRenewTime: this.opts.lockRenewTime ?? 0,
      lockDuration: this.opts.lockDuration ?? 0,
      workerId: this.id,
    });
  }
}
