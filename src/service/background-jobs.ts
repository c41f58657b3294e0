/** MediaStream reports in the background, from their parts: admission, handling, and alarms. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import { quoted } from "../calls/quoted.ts";
import { FailingStreams } from "../jobs/failing-streams.ts";
import { JOB_POLICIES } from "../jobs/job-policies.ts";
import { type MediastreamJobs, startMediastreamJobs } from "../jobs/mediastream-jobs.ts";
import { createUnprovedIntake, type UnprovedVerdict } from "../jobs/unproved-intake.ts";
import type { WebhookJobs } from "../jobs/webhook-jobs.ts";
import type { StandingAlarms } from "../operators/standing-alarms.ts";
import type { OpenedStorage } from "../storage/open-storage.ts";
import type { Storage } from "../storage/port.ts";
import type { JobMetrics } from "../telemetry/job-metrics.ts";
import type { Meters } from "../telemetry/meters.ts";
import { five9CallKey, isFive9CallId } from "../transports/five9/call-key.ts";
import { lateMediastreamJobs, type Startable } from "./late-jobs.ts";
import { mediastreamHandler } from "./mediastream-handler.ts";
import type { Part } from "./part.ts";
import type { RecentCalls } from "./recent-calls.ts";
import { type Traces, tracedMediastream } from "./traces.ts";

export interface BackgroundJobsOptions extends Pick<OpenedStorage, "openJobs" | "mayHaveJobs" | "syncJobs"> {
  directory: CallsHere;
  storage: Pick<Storage, "calls" | "isErased">;
  /** Its age is metered beside that of the others; null if no webhook is configured. */
  webhook: WebhookJobs | null;
  recentCalls: RecentCalls;
  traces: Traces | null;
  alarms: StandingAlarms;
  jobMetrics: JobMetrics;
  clock: Clock;
  logger: Logger;
}

export type BackgroundJobs = Part & {
  jobs: MediastreamJobs & Startable;
  /** Reports are about to come: where the queue waits for its first job, it opens now. */
  expectReports(): void;
  /** Decides about reports without a key, before anything is kept. */
  judgeUnproved(callId: string): UnprovedVerdict;
};

/** Opens beside the rest, or with the first sign of Five9 where no report may be kept from before: see lateMediastreamJobs. */
export function startBackgroundJobs(options: BackgroundJobsOptions): BackgroundJobs {
  const { openJobs, mayHaveJobs, syncJobs } = options;
  const { directory, storage, recentCalls, traces, alarms, jobMetrics, clock, logger } = options;
  const failing = new FailingStreams({
    clock,
    onChange({ subscriptionId, domainId, failureType }, calls) {
      const about = JSON.stringify([subscriptionId, domainId, failureType]);
      if (calls === 0) {
        alarms.clear("STREAMS_FAILING", about);
        return;
      }
      const where = `domain ${quoted(domainId)}, subscription ${quoted(subscriptionId)}`;
      const message = `Five9 reports failed streams for ${calls} calls in five minutes (${where}: ${quoted(failureType)})`;
      alarms.raise("STREAMS_FAILING", about, { severity: "serious", message });
    },
  });
  const isErased = (callKey: string) => storage.isErased(callKey);
  const handle = tracedMediastream(
    traces,
    mediastreamHandler({ calls: directory, store: storage.calls, isErased }),
    (firstKey) => directory.lastSeen(firstKey),
  );
  const jobs = lateMediastreamJobs({
    isOnDemand: !mayHaveJobs(),
    open: async () =>
      startMediastreamJobs({
        backend: await openJobs(),
        async handle(event) {
          await handle(event);
          failing.hear(event);
        },
        onSettled: jobMetrics.observe,
        onFull: (isFull) => tellFull(alarms, "mediastream", isFull),
        logger,
        clock,
      }),
    sync: syncJobs,
    clock,
    logger,
  });
  return {
    name: "jobs",
    meters: (meters) => meterJobs(meters, { mediastream: jobs, webhook: options.webhook }),
    jobs,
    expectReports: jobs.begin,
    judgeUnproved: createUnprovedIntake({
      clock,
      isKnownCall: (callId) => isFive9CallId(callId) && recentCalls.has(five9CallKey(callId)),
    }),
    async stop() {
      failing.close();
      await jobs.close();
    },
  };
}

/** An alarm from the first job that found no room until half of the room is free again. */
export function tellFull(alarms: StandingAlarms, kind: "mediastream" | "webhook", isFull: boolean): void {
  if (!isFull) {
    alarms.clear("JOBS_FULL", kind);
    return;
  }
  const { maxWaiting } = JOB_POLICIES[kind];
  const message = `${maxWaiting.toLocaleString("en")} jobs of the kind ${kind} wait: no further one is taken`;
  alarms.raise("JOBS_FULL", kind, { severity: "serious", message });
}

type JobSource = Pick<MediastreamJobs, "counts" | "oldestAgeMs">;

export function meterJobs(
  meters: Meters,
  { mediastream, webhook }: { mediastream: JobSource; webhook: Pick<JobSource, "oldestAgeMs"> | null },
): void {
  meters.gaugeBy({
    name: "sidetone_jobs",
    help: "MediaStream event jobs by state",
    label: "state",
    ask: async () => ({ ...(await mediastream.counts()) }),
  });
  meters.gaugeBy({
    name: "sidetone_job_oldest_seconds",
    help: "Age of the job that waits longest",
    label: "queue",
    async ask() {
      const [report, post] = await Promise.all([mediastream.oldestAgeMs(), webhook?.oldestAgeMs()]);
      return { mediastream: report / 1_000, ...(post === undefined ? {} : { webhook: post / 1_000 }) };
    },
  });
}
