/** Opens one queue of background jobs with its worker: bounded, tried again by policy, and closed whole or not at all. */
import { type Clock, systemClock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { JobsBackend } from "../storage/open-storage.ts";
import { DeadLetters } from "./dead-letters.ts";
import { tendFinishedJobs } from "./finished-jobs.ts";
import { countJobs, type JobCounts, oldestAgeMs, unfinishedOf } from "./job-counts.ts";
import { kindOf, payloadOf, type StoredJob, storedJob } from "./job-payload.ts";
import { JOB_POLICIES, type JobKind, type JobPolicy } from "./job-policies.ts";
import { startJobWorker } from "./job-worker.ts";
import { openQueueBackend } from "./open-queue-backend.ts";
import { makeQueue } from "./queue-backend.ts";
import { endBackend, endQueue } from "./queue-ends.ts";
import { WaitingBound } from "./waiting-bound.ts";

/** The policies of a queue's kinds; a test may have others than the table. */
export type Policies = Partial<Record<JobKind, JobPolicy>>;

/** How a job ended: for counters, never awaited. */
export interface SettledJob {
  kind: JobKind;
  outcome: "done" | "retried" | "givenUp";
  /** From when it was taken. */
  tookMs: number;
}

export interface JobQueueOptions<Payload> {
  backend: JobsBackend;
  /** All of one queue. The first is what a job of an earlier version is taken for. */
  kinds: readonly [JobKind, ...JobKind[]];
  /**
   * Does the work; `classifyFailure` says what a failure means. A process that dies between the work and its note
   * makes it run again: it must bear that.
   */
  handle: (payload: Payload, kind: JobKind) => Promise<void> | void;
  logger: Logger;
  clock?: Clock;
  policies?: Policies;
  onSettled?(job: SettledJob): void;
  /** True from the first job that was refused for want of room, until there is room again. */
  onFull?(isFull: boolean): void;
  /** For tests that must not meet each other's jobs. */
  queueName?: string;
  enqueueTimeoutMs?: number;
  startTimeoutMs?: number;
  closeTimeoutMs?: number;
  /** How long a job of a process that died stays taken. */
  lockMs?: number;
}

const DEFAULTS = {
  enqueueTimeoutMs: 2_000,
  startTimeoutMs: 30_000,
  closeTimeoutMs: 10_000,
  lockMs: 10_000,
} as const;

export interface JobQueueHandle<Payload> {
  /**
   * Resolves once the job is kept. `key` makes it the same job however often it is handed in. Rejects with LIMIT_EXCEEDED
   * or STORAGE_FAILED (both retryable), or SHUTTING_DOWN.
   */
  add(kind: JobKind, key: string, payload: Payload): Promise<void>;
  readonly deadLetters: Pick<DeadLetters<Payload>, "list" | "retry" | "discard" | "retryAll" | "discardAll">;
  counts(): Promise<JobCounts>;
  /** Age of the job that waits longest, in milliseconds; 0 without a waiting job. */
  oldestAgeMs(): Promise<number>;
  /** Jobs refused for want of room since the start of this process. */
  refused(): number;
  /** Lets running handlers end within the deadline. May be called again. */
  close(): Promise<void>;
}

/** Rejects with STORAGE_FAILED when the backend does not answer in time; nothing stays open then. */
export async function openJobQueue<Payload>(
  options: JobQueueOptions<Payload>,
): Promise<JobQueueHandle<Payload>> {
  const settings = { clock: systemClock, ...DEFAULTS, ...options };
  const { clock, logger, kinds } = settings;
  const policyOf = (kind: JobKind): JobPolicy => options.policies?.[kind] ?? JOB_POLICIES[kind];
  const first = policyOf(kinds[0]);
  const name = options.queueName ?? first.queue;
  const ask = <T>(work: Promise<T>, timeoutMs = settings.enqueueTimeoutMs) =>
    withDeadline(clock, timeoutMs, work, () => storageFailed("does not answer")).catch((error: unknown) => {
      throw error instanceof SidetoneError ? error : storageFailed("refused", error);
    });
  /** Last opened first. */
  const closers: (() => Promise<void> | void)[] = [];
  let closing: Promise<void> | null = null;
  const close = () => {
    closing ??= (async () => {
      for (const end of closers.reverse()) await end();
    })();
    return closing;
  };
  try {
    const opened = await ask(openQueueBackend(options.backend, logger), settings.startTimeoutMs);
    closers.push(() => endBackend(opened, settings));
    const queue = makeQueue(name, opened.backend, {});
    closers.push(() => endQueue(queue, settings));
    queue.on("error", (error) => logger.warn({ reason: error.name }, "job queue reported an error"));
    await ask(queue.waitUntilReady(), settings.startTimeoutMs);
    const bound = new WaitingBound({
      clock,
      logger,
      max: maxOf(kinds.map(policyOf)),
      count: () => ask(unfinishedOf(queue)),
      onFull: (isFull) => options.onFull?.(isFull),
    });
    closers.push(() => bound.close());
    await bound.refresh();
    if ("pool" in opened.backend) {
      const kept = { queue: name, done: first.keepDone, dead: first.keepDead };
      const tending = tendFinishedJobs({ pool: opened.backend.pool, kept, clock, logger });
      closers.push(() => tending.close());
    }
    const keepsItself = "redisUrl" in opened.backend;
    const worker = startJobWorker({ ...settings, name, backend: opened.backend, policyOf, bound });
    closers.push(() => worker.close());

    return {
      async add(kind, key, payload) {
        if (closing !== null) {
          throw new SidetoneError("SHUTTING_DOWN", "the job queue is closing", { retryable: true });
        }
        const policy = policyOf(kind);
        const place = policy.priority > 0 ? "prioritized" : "plain";
        bound.enter(place);
        try {
          await ask(
            queue.add(kind, storedJob(payload), { jobId: key, ...jobOptionsOf(policy, keepsItself) }),
          );
        } catch (caught) {
          bound.leave(place);
          throw caught;
        }
      },
      deadLetters: new DeadLetters<Payload>({
        queue,
        ask,
        kindOf: (job) => kindOf(job, kinds),
        payloadOf: (data) => payloadOf<Payload>(data as StoredJob),
      }),
      counts: () => ask(countJobs(queue)),
      oldestAgeMs: () => ask(oldestAgeMs(queue, clock.now())),
      refused: () => bound.refused(),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** On PostgreSQL what is finished is removed by `tendFinishedJobs`. */
function jobOptionsOf(policy: JobPolicy, keepsItself: boolean) {
  const kept = ({ ageMs, count }: JobPolicy["keepDone"]) =>
    keepsItself ? { age: Math.ceil(ageMs / 1_000), count } : false;
  return {
    attempts: policy.attempts,
    backoff: { type: "by-policy" },
    removeOnComplete: kept(policy.keepDone),
    removeOnFail: kept(policy.keepDead),
    ...(policy.priority > 0 ? { priority: policy.priority } : {}),
  };
}

function maxOf(policies: readonly JobPolicy[]) {
  const most = (chosen: readonly JobPolicy[]) => Math.max(0, ...chosen.map(({ maxWaiting }) => maxWaiting));
  return {
    plain: most(policies.filter(({ priority }) => priority === 0)),
    prioritized: most(policies.filter(({ priority }) => priority > 0)),
  };
}

function storageFailed(what: string, cause?: unknown): SidetoneError {
  return new SidetoneError("STORAGE_FAILED", `the job queue ${what}`, { retryable: true, cause });
}
