/** Where the metrics' values come from, asked at each scrape. */
import type { Tracks } from "../audio/tracks.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import type { LiveCall } from "../calls/live-call.ts";
import { reportOfLive } from "../calls/report.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { JobCounts } from "../jobs/job-counts.ts";
import type { MediastreamJobs } from "../jobs/mediastream-jobs.ts";
import type { WebhookJobs } from "../jobs/webhook-jobs.ts";
import type { StandingAlarms } from "../operators/standing-alarms.ts";
import type { MetricSources, RecognitionFacts } from "../telemetry/metrics.ts";
import type { TextMessages } from "../transports/dialogflow/text-messages.ts";
import type { Five9Server } from "../transports/five9/server.ts";
import type { DesktopServer } from "../transports/socketio/desktop-server.ts";
import type { OperatorFeed } from "../transports/socketio/operator-feed.ts";
import type { AssistEvents } from "./assist-events.ts";
import type { Traces } from "./traces.ts";

/** Parts that start after the metrics exist; absent ones count as nothing. */
export interface MeteredParts {
  directory: LocalDirectory;
  tracks: Tracks;
  delivery: Delivery;
  jobs: MediastreamJobs;
  assistEvents: AssistEvents;
  desktops: DesktopServer;
  five9: Five9Server;
  texts: TextMessages;
  /** Null where none is configured. */
  webhook: WebhookJobs | null;
  operatorFeed: OperatorFeed;
  /** Null where no collector is configured. */
  traces: Traces | null;
  alarms: StandingAlarms;
}

export function metricSources(parts: Partial<MeteredParts>): MetricSources {
  const calls = () => parts.directory?.list() ?? [];
  return {
    openLegs: () => parts.five9?.openLegs() ?? 0,
    audioTotals: () => parts.five9?.audioTotals() ?? { messages: 0, bytes: 0, gapMs: 0 },
    callsByMedia: () => countBy(calls().map((call) => call.view().media)),
    participantsByState: () => countBy(calls().flatMap((call) => Object.values(call.view().participants))),
    // A call that has ended is counted by then, and is listed until it is stored.
    recognition: () =>
      calls()
        .filter((call) => call.summary().live)
        .flatMap(recognitionOf),
    ledgers: () => calls().flatMap((call) => Object.values(parts.tracks?.ledgers(call.ref.callKey) ?? {})),
    desktops: () => parts.desktops?.count() ?? 0,
    delivery: () => ({ ...parts.delivery?.stats() }),
    jobs: async () => ({ ...(await parts.jobs?.counts()) }),
    async jobAgeSeconds() {
      const ages = { mediastream: parts.jobs?.oldestAgeMs(), webhook: parts.webhook?.oldestAgeMs() };
      const known = Object.entries(ages).flatMap(([queue, age]) =>
        age === undefined ? [] : [{ queue, age }],
      );
      return Object.fromEntries(
        await Promise.all(known.map(async ({ queue, age }) => [queue, (await age) / 1_000] as const)),
      );
    },
    standingAlarms: () => countBy((parts.alarms?.list() ?? []).map(({ code }) => code)),
    texts: () => (parts.texts ? { ...parts.texts.counts(), waiting: parts.texts.pending() } : {}),
    webhookPosts: async () =>
      parts.webhook ? { ...parts.webhook.totals(), ...waitingOf(await parts.webhook.counts()) } : {},
    operatorConsoles: () => parts.operatorFeed?.count() ?? 0,
    traceSpans: () => ({ ...parts.traces?.counts() }),
    eventAgeSeconds() {
      const ages = Object.entries(parts.assistEvents?.eventAgesMs() ?? {});
      return Object.fromEntries(ages.map(([source, ageMs]) => [source, ageMs / 1000]));
    },
  };
}

function waitingOf({ waiting, active, delayed, deadLetters }: JobCounts): Record<string, number> {
  return { waiting: waiting + active + delayed, deadLetters };
}

/** What recognition went through in a call, one entry per speaker. */
export function recognitionOf(call: LiveCall): RecognitionFacts[] {
  return reportOfLive(call).actors.flatMap(({ facts }) => (facts === undefined ? [] : [facts]));
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
