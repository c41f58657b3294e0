/** How each kind of background job is treated, in one table. docs/reference/jobs.md shows the same table; a test compares them. */

/** The name a kind has in metrics, logs and the operators' pages. */
export type JobKind = "mediastream" | "mediastream-unproved" | "webhook";

export interface JobPolicy {
  /** Kinds of one queue share its worker; the name is also BullMQ's. */
  queue: "mediastream-events" | "suggestion-webhook";
  /** Tries in all; what fails every time becomes a dead letter. */
  attempts: number;
  /** The pause before the next try: doubling from the first to the longest, its upper half drawn. */
  backoffMs: { firstMs: number; maxMs: number };
  /** For one try. */
  deadlineMs: number;
  /** What makes two jobs the same one. */
  idempotencyKey: string;
  /** Lower goes first. */
  priority: number;
  /** Jobs that one process works on at the same time, in the whole queue. */
  concurrency: number;
  /** Jobs not done yet, beyond which no further one is taken. */
  maxWaiting: number;
  /** For as long, and for as many of the queue, a job done is known by its key. */
  keepDone: { ageMs: number; count: number };
  keepDead: { ageMs: number; count: number };
}

const HOUR_MS = 3_600_000;

export const JOB_POLICIES = {
  mediastream: {
    queue: "mediastream-events",
    attempts: 8,
    backoffMs: { firstMs: 1_000, maxMs: 60_000 },
    deadlineMs: 30_000,
    idempotencyKey: "subscription, call, leg, status and time of the report",
    priority: 0,
    concurrency: 32,
    maxWaiting: 10_000,
    keepDone: { ageMs: HOUR_MS, count: 20_000 },
    keepDead: { ageMs: 7 * 24 * HOUR_MS, count: 1_000 },
  },
  "mediastream-unproved": {
    queue: "mediastream-events",
    attempts: 1,
    backoffMs: { firstMs: 1_000, maxMs: 60_000 },
    deadlineMs: 30_000,
    idempotencyKey: "the same, and that it came without a key",
    priority: 10,
    concurrency: 32,
    maxWaiting: 200,
    keepDone: { ageMs: HOUR_MS, count: 20_000 },
    keepDead: { ageMs: HOUR_MS, count: 100 },
  },
  webhook: {
    queue: "suggestion-webhook",
    attempts: 8,
    backoffMs: { firstMs: 1_000, maxMs: 60_000 },
    deadlineMs: 30_000,
    idempotencyKey: "conversation and sequence of the suggestion",
    priority: 0,
    concurrency: 8,
    maxWaiting: 10_000,
    keepDone: { ageMs: HOUR_MS, count: 5_000 },
    keepDead: { ageMs: 24 * HOUR_MS, count: 1_000 },
  },
} as const satisfies Record<JobKind, JobPolicy>;
