/** Keeps the tables of the embedded job queues small: removes old finished jobs, and vacuums. */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import type { Logger } from "../base/log.ts";

/** What of a queue is kept. */
export interface KeptJobs {
  queue: string;
  done: { ageMs: number; count: number };
  dead: { ageMs: number; count: number };
}

export interface FinishedJobsOptions {
  pool: { query(text: string, values?: unknown[]): Promise<{ rowCount?: number | null }> };
  kept: KeptJobs;
  clock: Clock;
  logger: Logger;
}

const INTERVAL_MS = 60_000;
const VACUUM_EVERY_MS = 600_000;
/** Deleted or rewritten rows after which the next vacuum does not wait for its time. */
const VACUUM_AFTER_ROWS = 2_000;

/**
 * BullMQ's own retention runs at the end of each job, and its statement names the state by a parameter: PostgreSQL cannot
 * use the partial index for it and reads every job of the queue. So jobs are kept there, and removed here, with the state
 * written out.
 */
const removalOf = (state: "completed" | "failed") => `DELETE FROM bullmq.job
  WHERE queue = $1 AND state = '${state}' AND (finished_at_ms < $2 OR finished_at_ms < (
    SELECT finished_at_ms FROM bullmq.job WHERE queue = $1 AND state = '${state}'
      ORDER BY finished_at_ms DESC OFFSET $3::bigint - 1 LIMIT 1))`;
/** PGlite has no autovacuum. No ANALYZE: with its figures the planner takes whole scans for the hot statements. */
const VACUUM = "VACUUM bullmq.job, bullmq.event, bullmq.meta, bullmq.job_log, bullmq.metrics";

/** Runs at once and then once a minute; returns the stop function. */
export function tendFinishedJobs(options: FinishedJobsOptions): { close(): void } {
  const { pool, kept, clock, logger } = options;
  const timers = joinedTimers(clock);
  let timer: unknown = null;
  let isClosed = false;
  let vacuumedAtMs = Number.NEGATIVE_INFINITY;
  let changedRows = 0;

  async function tend(): Promise<void> {
    try {
      const now = clock.now();
      for (const [state, { ageMs, count }] of [
        ["completed", kept.done],
        ["failed", kept.dead],
      ] as const) {
        const { rowCount } = await pool.query(removalOf(state), [kept.queue, now - ageMs, count]);
        changedRows += rowCount ?? 0;
      }
      if (changedRows >= VACUUM_AFTER_ROWS || now - vacuumedAtMs >= VACUUM_EVERY_MS) {
        await pool.query(VACUUM);
        vacuumedAtMs = now;
        changedRows = 0;
      }
    } catch (caught) {
      if (!isClosed)
        logger.warn({ reason: SidetoneError.from(caught).message }, "finished jobs were not removed");
    }
    if (!isClosed) timer = timers.setTimeout(() => void tend(), INTERVAL_MS);
  }
  void tend();
  return {
    close() {
      isClosed = true;
      timers.clearTimeout(timer);
    },
  };
}
