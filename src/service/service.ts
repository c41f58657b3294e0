/** One Sidetone process: its parts in the order in which they begin (they end in that of part.ts). */
import type { Clock } from "../base/clock.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type { Logger } from "../base/log.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import { missedEntries } from "../delivery/missed-entries.ts";
import { createFeedbackMemory } from "../http/ui-connector/feedback-memory.ts";
import { createOperatorDoor } from "../operators/door.ts";
import type { Settings } from "../settings/table.ts";
import type { Storage } from "../storage/port.ts";
import { createJobMetrics } from "../telemetry/job-metrics.ts";
import { createMeters } from "../telemetry/meters.ts";
import { parseProfileName } from "../transports/dialogflow/resource-names.ts";
import type { DesktopServer } from "../transports/socketio/desktop-server.ts";
import { addressMarkOf, startAgentApplications } from "./agent-applications.ts";
import { startAlarms } from "./alarms.ts";
import { startAssist } from "./assist.ts";
import { startAssistEvents } from "./assist-events.ts";
import { ASSIST_PROVIDERS } from "./assist-providers.ts";
import { startBackgroundJobs } from "./background-jobs.ts";
import { callEraser } from "./call-eraser.ts";
import { startCalls } from "./calls.ts";
import { openLegsOf } from "./carrier-meters.ts";
import { startCarriers } from "./carriers.ts";
import { sampleCounters } from "./counters.ts";
import { startDelivery } from "./delivery.ts";
import { startDesktops } from "./desktops.ts";
import { openDoors } from "./doors.ts";
import { drainPart } from "./drain.ts";

import { startFleetBus } from "./fleet-bus.ts";
import { startHelpWatch } from "./help-watch.ts";
import { createHttp } from "./http.ts";
import { startInstances } from "./instances.ts";
import { jobSweeper } from "./job-sweeper.ts";
import { careForMemory } from "./memory-care.ts";
import { startOperatorFeed } from "./operator-feed.ts";
import { openAuditor } from "./operators.ts";
import { createAssembly } from "./part.ts";
import { type Readiness, startReadiness } from "./readiness.ts";
import { redisFaults } from "./redis-away.ts";
import { startSharedCalls } from "./shared-calls.ts";
import { startStorage } from "./storage.ts";
import { openSuggestionWebhook, webhookPart } from "./suggestion-webhook.ts";
import { startSweeping } from "./sweep.ts";
import { startTexts } from "./texts.ts";
import { hearingSettingsOf } from "./timings.ts";
import { startTraces, tracesPart } from "./traces.ts";
import { audioOf, startTracks } from "./tracks.ts";
import { startTrends } from "./trends.ts";
import { createWeb } from "./web.ts";

export interface ServiceOptions {
  settings: Settings;
  clock: Clock;
  logger: Logger;
  lifecycle: Lifecycle;
  /** PEM texts where the audio endpoint ends TLS itself. */
  tls?: { cert: string; key: string };
}

export interface RunningService {
  httpPort: number;
  /** Of carriers that listen on ports of their own, by name. */
  carrierPorts: Readonly<Record<string, number>>;
  /** Every HTTP route and middleware, as registered. */
  httpRoutes: readonly { method: string; path: string }[];
  desktops: DesktopServer;
  directory: CallsHere;
  storage: Storage;
  readiness: Readiness;
}

/** Starts everything; what has begun is known to the lifecycle, so a failure on the way ends cleanly too. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { settings, clock, logger, lifecycle, tls } = options;
  const meters = createMeters();
  const { begin, routes, open } = createAssembly({ lifecycle, meters });
  const base = { settings, meters, clock, logger };
  const { alarms } = begin(startAlarms(base));
  const { storage, location, ...opened } = begin(await startStorage({ ...base, lifecycle, alarms }));
  const { bus } = begin(startFleetBus({ ...base, location }));
  const doors = begin(openDoors({ ...base, location }));
  const { addresses, refusals, guesses } = doors;
  const retentionMs = settings.RETENTION_MS;
  begin(startSweeping({ ...base, storage, sweepJobs: jobSweeper({ ...base, ...opened }), retentionMs }));

  const audio = begin(startTracks(base));
  const { tracks } = audio;
  const { fleet } = begin(startSharedCalls({ ...base, location, bus, tracks }));
  const profile = parseProfileName(settings.CONVERSATION_PROFILE_NAME);
  const assist = begin(await startAssist(ASSIST_PROVIDERS, { ...base, tracks, fleet }));
  const { providers, conversations, machine, desk } = assist;
  const { conversationOf, answerRecords, named } = conversations;
  const missed = missedEntries({
    ...{ log: storage.deliveryLog, features: settings.FEATURES, clock, logger },
    roomOf: (callKey) => conversationOf(callKey).room,
  });
  const calls = begin(startCalls({ ...base, machine, audio, refusals, storage, fleet, named, missed }));
  const { directory, recentCalls, ending } = calls;
  const { onSuggestionUsed } = begin(startTrends({ ...storage, directory, ending, logger }));
  const traces = await startTraces(base);
  begin(tracesPart(traces, directory));

  const jobMetrics = createJobMetrics(meters.registry);
  const queues = { ...base, ...opened, alarms, jobMetrics };
  const webhook = openSuggestionWebhook(queues);
  begin(webhookPart(webhook));
  const logged = { log: storage.deliveryLog, calls: directory, bus };
  const { delivery } = begin(startDelivery({ ...base, ...logged, webhook, providers }));

  const { texts } = begin(startTexts({ settings, conversations, directory, logger }));
  const callAudio = audioOf({ tracks, texts, fleet });
  begin(sampleCounters({ directory, audio: callAudio, hearing: hearingSettingsOf(settings), clock }));
  const reported = { directory, recentCalls, traces, storage, webhook };
  const { jobs, judgeUnproved, expectReports } = begin(startBackgroundJobs({ ...queues, ...reported }));
  const assistEvents = begin(await startAssistEvents({ providers, intake: delivery }));
  const { readiness } = begin(startReadiness({ lifecycle, storage, conversations, assistEvents, clock }));
  const ownFaults = redisFaults(bus, clock);
  begin(startHelpWatch({ assistEvents, ownFaults, directory, calls, alarms, clock }));

  const spoken = { calls, tracks, texts, desk, delivery, conversationOf, storage, fleet };
  const markOf = addressMarkOf(settings);
  const carriers = startCarriers({
    ...{ ...base, ...spoken, refusals, guesses, tls, markOf },
    reports: { queue: jobs.queue, judgeUnproved, expectReports },
  });
  for (const part of carriers.parts) begin(part);
  readiness.onChange(carriers.tellReady);
  const agents = { ...base, directory, delivery, doors };
  const { desktops, tokens, callState } = begin(startDesktops({ ...agents, profile, storage, bus }));
  begin(startAgentApplications({ ...agents, conversationOf, webhook, fleet, bus }));
  const door = createOperatorDoor({ settings, clock, signedOut: doors.signedOut });
  const seen = { state: readiness.state, streams: () => openLegsOf(carriers.running), bus, fleet };
  const { instances } = begin(startInstances({ ...base, ...seen, directory, desktops, lifecycle }));
  const auditor = openAuditor({ ...base, storage });
  const shown = { instances, directory, audio: callAudio, door, auditor };
  const read = { delivery, callState, profile };
  begin(startOperatorFeed({ ...base, ...shown, ...read, fleet, desktops, doors }));
  const isLive = async (callKey: string) =>
    directory.get(callKey) !== null || (await fleet?.isLive(callKey)) === true;
  const eraseCall = callEraser({ ...base, ...opened, storage, profile, isLive });
  const feedbackMemory = fleet?.feedback ?? createFeedbackMemory();
  const kept = { profile, storage, jobs, alarms, webhook, answerRecords, feedbackMemory, delivery };
  const way = { onSuggestionUsed, assistEvents, readiness, tokens, addresses, lifecycle };
  for (const part of await createWeb({ ...base, ...shown, ...kept, ...way, eraseCall, markOf })) begin(part);

  const http = begin(createHttp({ ...base, routes: routes(), doors, desktops, assistEvents }));
  begin(carriers.listening);
  begin(drainPart({ ...base, carriers: carriers.running, texts, directory, fleet }));
  begin(careForMemory(base));
  await open();

  const [httpPort, carrierPorts] = [http.port(), carriers.ports()];
  logger.info({ grpcPort: carrierPorts.grpcPort, httpPort }, "listening");
  await readiness.settled();
  return { readiness, httpPort, carrierPorts, httpRoutes: http.table, desktops, directory, storage };
}
