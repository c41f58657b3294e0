/**
 * A BullMQ worker that may get a job back whose lock it had lost. BullMQ keeps track of locks by job id alone: the end of the
 * former run would take the new one's lock out of its care (LockManager.untrackJob, 6.7), which then runs out, and so on for ever.
 */
import type { Job } from "bullmq";
import { RestingWorker } from "./resting-worker.ts";

export class SingleRunWorker<Data> extends RestingWorker<Data> {
  readonly #runs = new Map<string, Promise<unknown>>();

  /** The former run is told that it has lost the job; the new one begins once that has ended, or a lock's time later. */
  override async processJob(...[job, ...rest]: Parameters<RestingWorker<Data>["processJob"]>) {
    const id = job.id ?? "";
    const former = this.#runs.get(id);
    if (former !== undefined) await this.#ended(job, former);
    const run = super.processJob(job, ...rest);
    this.#runs.set(id, run);
    try {
      return await run;
    } finally {
      if (this.#runs.get(id) === run) this.#runs.delete(id);
    }
  }

  async #ended(job: Job<Data>, former: Promise<unknown>): Promise<void> {
    this.cancelJob(job.id ?? "");
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, this.opts.lockDuration);
    await Promise.race([former.catch(() => {}), late]);
    clearTimeout(timer);
  }
}
