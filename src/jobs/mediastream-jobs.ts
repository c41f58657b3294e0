/** MediaStream events in the background: accepted at once, handled with retries, given up into dead letters. */
import { createHash } from "node:crypto";
import type { JobKind } from "./job-policies.ts";
import type { MediastreamEvent, MediastreamEventQueue } from "./mediastream-event.ts";
import { type JobQueueHandle, type JobQueueOptions, openJobQueue } from "./open-job-queue.ts";

export interface MediastreamJobsOptions extends Omit<JobQueueOptions<MediastreamEvent>, "kinds" | "handle"> {
  /** See JobQueueOptions. An event that came without a key has `unproved`. */
  handle: (event: MediastreamEvent) => Promise<void> | void;
}

export interface MediastreamJobs extends Omit<JobQueueHandle<MediastreamEvent>, "add"> {
  /** Rejects as JobQueueHandle.add does. */
  readonly queue: MediastreamEventQueue;
}

/** Rejects with STORAGE_FAILED when the backend does not answer in time. */
export async function startMediastreamJobs(options: MediastreamJobsOptions): Promise<MediastreamJobs> {
  const { add, ...jobs } = await openJobQueue<MediastreamEvent>({
    ...options,
    kinds: ["mediastream", "mediastream-unproved"],
  });
  const enqueue = (event: MediastreamEvent) => add(kindOfEvent(event), jobIdOf(event), event);
  return { ...jobs, queue: { enqueue } };
}

function kindOfEvent({ unproved }: MediastreamEvent): JobKind {
  return unproved === true ? "mediastream-unproved" : "mediastream";
}

/**
 * The same report arriving twice has the same id, regardless of its other fields; one without a key never takes the place of
 * one with it. (Job ids of BullMQ are neither numbers nor contain a colon.)
 */
export function jobIdOf(event: MediastreamEvent): string {
  const identity = [event.subscriptionId, event.callId, event.callLeg, event.status, event.occurredOn];
  const hash = createHash("sha256").update(JSON.stringify(identity)).digest("hex");
  return `${event.unproved === true ? "u" : "m"}-${hash}`;
}
