/** BullMQ's renewal of jobs' locks, by a timer that runs only while there are any. */
import { LockManager } from "bullmq";

/**
 * BullMQ (6.7, classes/lock-manager.ts) looks twice in each renewal time whether a job's lock must be renewed, also while no job is
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
