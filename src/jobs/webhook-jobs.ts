/** Suggestions for outside recipients: posted to their webhook in the background, signed, with retries. */
import { createHash } from "node:crypto";
import { systemClock } from "../base/clock.ts";
import { type JobQueueHandle, type JobQueueOptions, openJobQueue } from "./open-job-queue.ts";
import { postSigned, type WebhookTarget } from "./webhook-post.ts";

/** What is posted; `id` stays the same, so that a recipient recognises a repeat. */
export interface WebhookMessage extends Record<string, unknown> {
  id: string;
}

export interface WebhookJobsOptions extends Omit<JobQueueOptions<WebhookMessage>, "kinds" | "handle"> {
  target: WebhookTarget;
}

export interface WebhookTotals {
  sent: number;
  /** Attempts that failed, the last one of each message included. */
  failed: number;
  /** Messages that became dead letters. */
  givenUp: number;
}

export interface WebhookJobs extends Omit<JobQueueHandle<WebhookMessage>, "add"> {
  /** Resolves once the message is kept; rejects as JobQueueHandle.add does. */
  post(message: WebhookMessage): Promise<void>;
  /** Since the start of this process. */
  totals(): WebhookTotals;
}

/** A process that died in the middle of a post leaves its job taken for as long. */
const LOCK_MS = 30_000;

/** Rejects with STORAGE_FAILED when the backend does not answer in time. */
export async function startWebhookJobs(options: WebhookJobsOptions): Promise<WebhookJobs> {
  const { target, clock = systemClock } = options;
  const totals: WebhookTotals = { sent: 0, failed: 0, givenUp: 0 };
  const { add, ...jobs } = await openJobQueue<WebhookMessage>({
    lockMs: LOCK_MS,
    ...options,
    kinds: ["webhook"],
    handle: (message) => postSigned(target, JSON.stringify(message), clock),
    onSettled(job) {
      if (job.outcome === "done") totals.sent += 1;
      else totals.failed += 1;
      if (job.outcome === "givenUp") totals.givenUp += 1;
      options.onSettled?.(job);
    },
  });
  return {
    ...jobs,
    post: (message) => add("webhook", jobIdOf(message), message),
    totals: () => ({ ...totals }),
  };
}

function jobIdOf({ id }: WebhookMessage): string {
  return `w-${createHash("sha256").update(id, "utf8").digest("hex")}`;
}
