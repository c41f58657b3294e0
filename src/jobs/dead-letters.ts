/** Jobs that were given up: their subject and reason, retries of one or all, and discarding. */
import type { Job } from "bullmq";
import { SidetoneError } from "../base/errors.ts";
import type { JobKind } from "./job-policies.ts";
import type { JobQueue } from "./queue-backend.ts";

/** Of any queue; `subject` is what its job was about. */
export interface FailedJob<Subject> {
  id: string;
  kind: JobKind;
  subject: Subject;
  /** Error code and message of the last attempt. */
  reason: string;
  attempts: number;
  failedAtMs: number;
}

export interface DeadLettersOptions<Subject> {
  queue: JobQueue;
  /** Gives an answer its deadline. */
  ask<T>(work: Promise<T>, timeoutMs?: number): Promise<T>;
  kindOf(job: { name: string }): JobKind;
  payloadOf(data: unknown): Subject;
}

/** All that are kept, of all kinds of a queue together. */
const MAX_AT_ONCE = 1_000;
/** For what goes through all of them. */
const ALL_TIMEOUT_MS = 30_000;

export class DeadLetters<Subject> {
  readonly #options: DeadLettersOptions<Subject>;

  constructor(options: DeadLettersOptions<Subject>) {
    this.#options = options;
  }

  /** Newest first. */
  async list(limit: number): Promise<FailedJob<Subject>[]> {
    const { ask, kindOf, payloadOf } = this.#options;
    const jobs = await ask(this.#jobs(limit));
    return jobs
      .map((job) => ({
        id: job.id ?? "",
        kind: kindOf(job),
        subject: payloadOf(job.data),
        reason: job.failedReason ?? "",
        attempts: job.attemptsMade,
        failedAtMs: job.finishedOn ?? 0,
      }))
      .sort((a, b) => b.failedAtMs - a.failedAtMs);
  }

  /** Puts it back with all its attempts. NOT_FOUND if no dead letter has this id. */
  async retry(id: string): Promise<void> {
    await retry(await this.#find(id));
  }

  /** NOT_FOUND if no dead letter has this id. */
  async discard(id: string): Promise<void> {
    await (await this.#find(id)).remove();
  }

  /** Resolves with how many were put back. */
  async retryAll(kind: JobKind): Promise<number> {
    return await this.#each(kind, retry);
  }

  /** Resolves with how many were thrown away. */
  async discardAll(kind: JobKind): Promise<number> {
    return await this.#each(kind, (job) => job.remove());
  }

  async #each(kind: JobKind, work: (job: Job) => Promise<void>): Promise<number> {
    const { ask, kindOf } = this.#options;
    const jobs = (await ask(this.#jobs(MAX_AT_ONCE))).filter((job) => kindOf(job) === kind);
    let done = 0;
    await ask(
      (async () => {
        for (const job of jobs) {
          await work(job);
          done += 1;
        }
      })(),
      ALL_TIMEOUT_MS,
    );
    return done;
  }

  async #jobs(limit: number): Promise<Job[]> {
    return limit <= 0 ? [] : await this.#options.queue.getFailed(0, limit - 1);
  }

  async #find(id: string): Promise<Job> {
    const { ask, queue } = this.#options;
    const job: Job | undefined = await ask(queue.getJob(id));
    if (job !== undefined && (await ask(job.isFailed()))) return job;
    throw new SidetoneError("NOT_FOUND", "no dead letter has this id");
  }
}

async function retry(job: Job): Promise<void> {
  await job.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true });
}
