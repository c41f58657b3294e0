/** One attempt at one event: its deadline, and which failures are worth another attempt. */
import { createHash } from "node:crypto";
import { type Job, UnrecoverableError } from "bullmq";
import type { Clock } from "../clock.ts";
import { withDeadline } from "../deadline.ts";
import { SidetoneError } from "../errors.ts";
import type { Logger } from "../telemetry/log.ts";
import type { MediastreamEvent } from "./mediastream-event.ts";

/** As text inside the job: a database's own JSON type refuses the escape for U+0000, which a report may carry. */
export interface MediastreamJobData {
  eventText: string;
}

/** See MediastreamJobData. */
export function jobDataOf(event: MediastreamEvent): MediastreamJobData {
  return { eventText: JSON.stringify(event) };
}

/** What a job carries. */
export function eventOf(data: MediastreamJobData): MediastreamEvent {
  return JSON.parse(data.eventText);
}

export interface ProcessJobOptions {
  handle: (event: MediastreamEvent) => Promise<void> | void;
  handleTimeoutMs: number;
  attempts: number;
  clock: Clock;
  logger: Logger;
}

/**
 * The same report arriving twice has the same id, whatever it says besides. (Job ids of BullMQ are neither numbers nor
 * contain a colon.)
 */
export function jobIdOf(event: MediastreamEvent): string {
  const identity = [event.subscriptionId, event.callId, event.callLeg, event.status, event.occurredOn];
  return `m-${createHash("sha256").update(JSON.stringify(identity)).digest("hex")}`;
}

/** Rejects with UnrecoverableError where another attempt cannot help. The message is what a dead letter shows. */
export async function processJob(job: Job<MediastreamJobData>, options: ProcessJobOptions): Promise<void> {
  const late = () => new SidetoneError("DEADLINE_EXCEEDED", "the handler took too long", { retryable: true });
  try {
    const work = Promise.resolve().then(() => options.handle(eventOf(job.data)));
    await withDeadline(options.clock, options.handleTimeoutMs, work, late);
  } catch (caught) {
    if (!(caught instanceof SidetoneError)) throw caught;
    const reason = `${caught.code}: ${caught.message}`;
    throw caught.retryable ? new Error(reason, { cause: caught }) : new UnrecoverableError(reason);
  }
}

/** One line per failed attempt; the last one says that the event was given up. */
export function reportFailure(
  job: Job<MediastreamJobData> | undefined,
  error: Error,
  options: Pick<ProcessJobOptions, "attempts" | "logger">,
): void {
  const fields = {
    jobId: job?.id,
    callId: job === undefined ? undefined : eventOf(job.data).callId,
    attempts: job?.attemptsMade,
    reason: error.message,
  };
  // A job that BullMQ gave up by itself, after its process died too often, comes without the job.
  const isLast = (job?.finishedOn ?? 0) > 0 || job === undefined;
  if (isLast) options.logger.error(fields, "MediaStream event became a dead letter");
  else options.logger.info(fields, "MediaStream event will be tried again");
}
