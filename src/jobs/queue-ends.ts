/** Closes BullMQ's two ends within a deadline, with or without their backend. */
import type { Clock } from "../base/clock.ts";
import { withDeadline } from "../base/deadline.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Logger } from "../base/log.ts";
import type { JobQueue } from "./queue-backend.ts";

/** For the second, forced try. */
const FORCED_CLOSE_TIMEOUT_MS = 1_000;

export interface QueueEndsOptions {
  clock: Clock;
  logger: Logger;
  closeTimeoutMs: number;
}

/**
 * Waits for the running handlers, then stops without them. Never rejects. Where Redis is away, BullMQ never ends by itself:
 * it waits until its connection has ended, which ioredis does not tell of one between two tries to connect.
 */
export async function endWorker(
  worker: { close(force?: boolean): Promise<void> },
  options: QueueEndsOptions,
): Promise<void> {
  if (await ended(worker.close(), options.closeTimeoutMs, options)) return;
  options.logger.warn("job worker did not end in time; its jobs will be taken up again");
  await ended(worker.close(true), FORCED_CLOSE_TIMEOUT_MS, options);
}

/** Never rejects. */
export async function endQueue(queue: JobQueue, options: QueueEndsOptions): Promise<void> {
  if (await ended(queue.close(), options.closeTimeoutMs, options)) return;
  options.logger.warn("job queue did not close in time");
  await ended(queue.disconnect(), FORCED_CLOSE_TIMEOUT_MS, options);
}

/** After both queues. Never rejects. */
export async function endBackend(
  backend: { close(): Promise<void> },
  options: QueueEndsOptions,
): Promise<void> {
  await ended(backend.close(), FORCED_CLOSE_TIMEOUT_MS, options);
}

async function ended(work: Promise<unknown>, timeoutMs: number, options: QueueEndsOptions): Promise<boolean> {
  const late = () => new SidetoneError("DEADLINE_EXCEEDED", "no end in time");
  try {
    await withDeadline(options.clock, timeoutMs, work, late);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.name : "unknown";
    options.logger.info({ reason }, "a part of the job queue did not end cleanly");
    return false;
  }
}
