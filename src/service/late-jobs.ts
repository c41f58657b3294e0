/** The job queues while their database is still starting, or waits for the first job. */
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { JobCounts } from "../jobs/job-counts.ts";
import type { MediastreamJobs } from "../jobs/mediastream-jobs.ts";
import type { JobQueueHandle } from "../jobs/open-job-queue.ts";
import type { WebhookJobs } from "../jobs/webhook-jobs.ts";
import { Late, type LateOptions } from "./late.ts";

interface Opening<Jobs> extends Pick<LateOptions<Jobs>, "open" | "isOnDemand" | "clock" | "logger"> {
  /** Resolves once what was added is on disk. */
  sync(): Promise<void>;
}

/** The door answers within five seconds, 503 included. */
const MEDIASTREAM_WAIT_MS = 3_000;
/**
 * A suggestion that cannot be kept as a job is not acknowledged, so Pub/Sub brings it again. It does not wait here: the
 * next event of its conversation would wait behind it for the screen.
 */
const WEBHOOK_WAIT_MS = 0;
const SYNC_DEADLINE_MS = 2_000;
const NO_JOBS: JobCounts = { waiting: 0, active: 0, delayed: 0, completed: 0, deadLetters: 0 };

/** Whether it has started, or starts with its first job, is asked where the process says what it can take. */
export interface Startable {
  isStarted(): boolean;
}

type Jobs<Payload> = Omit<JobQueueHandle<Payload>, "add">;

/** What is asked waits for the queue within a deadline, then rejects with STORAGE_FAILED (retryable). */
export function lateMediastreamJobs(
  options: Opening<MediastreamJobs>,
): MediastreamJobs & Startable & { begin(): void } {
  const what = "the queue of MediaStream events";
  const late = new Late({
    ...options,
    what,
    closeOpened: (jobs) => jobs.close(),
    waitMs: MEDIASTREAM_WAIT_MS,
  });
  return {
    ...lateJobs(late),
    begin: () => late.begin(),
    queue: {
      async enqueue(event) {
        await late.ask(({ queue }) => queue.enqueue(event));
        await synced(options);
      },
    },
  };
}

/** Like the other, but it does not wait. */
export function lateWebhookJobs(options: Opening<WebhookJobs>): WebhookJobs & Startable {
  const what = "the webhook queue";
  const late = new Late({ ...options, what, closeOpened: (jobs) => jobs.close(), waitMs: WEBHOOK_WAIT_MS });
  return {
    ...lateJobs(late),
    async post(message) {
      await late.ask((jobs) => jobs.post(message));
      await synced(options);
    },
    totals: () => late.opened?.totals() ?? { sent: 0, failed: 0, givenUp: 0 },
  };
}

function lateJobs<Payload>(
  late: Pick<Late<Jobs<Payload>>, "ask" | "opened" | "hasBegun" | "close">,
): Jobs<Payload> & Startable {
  /** Before the first job none is kept: nothing is opened to say so. */
  const askOr = <Answer>(none: Answer, question: (jobs: Jobs<Payload>) => Promise<Answer>) =>
    late.hasBegun ? late.ask(question) : Promise.resolve(none);
  return {
    isStarted: () => !late.hasBegun || late.opened !== null,
    deadLetters: {
      list: (limit) => askOr([], ({ deadLetters }) => deadLetters.list(limit)),
      retry: (id) => late.ask(({ deadLetters }) => deadLetters.retry(id)),
      discard: (id) => late.ask(({ deadLetters }) => deadLetters.discard(id)),
      retryAll: (kind) => late.ask(({ deadLetters }) => deadLetters.retryAll(kind)),
      discardAll: (kind) => late.ask(({ deadLetters }) => deadLetters.discardAll(kind)),
    },
    counts: () => askOr(NO_JOBS, (jobs) => jobs.counts()),
    oldestAgeMs: () => askOr(0, (jobs) => jobs.oldestAgeMs()),
    refused: () => late.opened?.refused() ?? 0,
    close: () => late.close(),
  };
}

/** A job that is added again has the same id, so a job that was not synced in time is not doubled. */
function synced({ sync, clock }: Pick<Opening<unknown>, "sync" | "clock">): Promise<void> {
  return withDeadline(
    clock,
    SYNC_DEADLINE_MS,
    sync(),
    () => new SidetoneError("STORAGE_FAILED", "the disk does not take a job in time", { retryable: true }),
  );
}
