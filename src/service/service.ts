/** One Sidetone process: starts every part in order, wires them, and knows how to drain and end them. */
import { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type { Logger } from "../base/log.ts";
import { createLocalDirectory, type LocalDirectory } from "../calls/directory.ts";
import { linesOfLedgers } from "../calls/ledger-lines.ts";
import { createDelivery } from "../delivery/delivery.ts";
import { createApp } from "../http/app.ts";
import { AUDIOCODES_PREFIX } from "../http/audiocodes/bot.ts";
import { byPrefix } from "../http/by-prefix.ts";
import { createDesktopTokens } from "../http/panel/desktop-token.ts";
import { serveHttp } from "../http/serve.ts";
import { createOperatorDoor } from "../operators/door.ts";
import { createStandingAlarms } from "../operators/standing-alarms.ts";
import type { Settings } from "../settings/table.ts";
import { openStorage } from "../storage/open-storage.ts";
import type { Storage } from "../storage/port.ts";
import { createMetrics } from "../telemetry/metrics.ts";
import { RecognitionDesk } from "../transports/audiocodes/recognition-desk.ts";
import { conversationNameOf } from "../transports/dialogflow/resource-names.ts";
import { five9CallRef } from "../transports/five9/call-key.ts";
import { startFive9Server } from "../transports/five9/server.ts";
import { createDesktopServer, type DesktopServer } from "../transports/socketio/desktop-server.ts";
import { MAX_PUSH_BODY_BYTES, startAssistEvents } from "./assist-events.ts";
import { createAudiocodes } from "./audiocodes.ts";
import { startBackgroundJobs } from "./background-jobs.ts";
import { openCompanion } from "./companion.ts";
import { conversationGate } from "./conversation-gate.ts";
import { noteInterruptedLedgers, sampleCounters } from "./counters.ts";
import { openDoors } from "./doors.ts";
import { drainCalls } from "./drain.ts";
import { type MeteredParts, metricSources, recognitionOf } from "./metric-sources.ts";
import { missingAudioTeller } from "./missing-audio.ts";
import { startOperatorFeed } from "./operator-feed.ts";
import { createRecentCalls } from "./recent-calls.ts";
import { openSuggestionWebhook, webhookTeller } from "./suggestion-webhook.ts";
import { startSweeping } from "./sweep.ts";
import { callTimingOf, five9LimitsOf, participantTimingOf, trackSettingsOf } from "./timings.ts";
import { startTraces } from "./traces.ts";
import { connectUpstream } from "./upstream.ts";
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
  grpcPort: number;
  httpPort: number;
  /** Every HTTP route and middleware, as registered. */
  httpRoutes: readonly { method: string; path: string }[];
  desktops: DesktopServer;
  directory: LocalDirectory;
  storage: Storage;
}

const DESKTOP_LIMITS = { maxPayloadBytes: 64 * 1024, joinTimeoutMs: 10_000 };
const HTTP_STOP_DEADLINE_MS = 2_000;
/** Utterances of one speaker that may wait for Dialogflow; far more than anybody says while it is away. */
const MAX_QUEUED_TEXTS = 500;

/** Starts everything; what has started is registered with the lifecycle, so a failure on the way ends cleanly too. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { settings, clock, logger, lifecycle } = options;
  const parts: Partial<MeteredParts> = {};
  const metrics = createMetrics(metricSources(parts));

  const location =
    settings.REDIS_URL === undefined
      ? { dataDirectory: settings.DATA_DIRECTORY }
      : { redisUrl: settings.REDIS_URL };
  const {
    storage,
    jobsBackend,
    syncJobs,
    reclaimJobs,
    close: closeStorage,
  } = await openStorage(location, {
    logger,
    clock,
    onLost: (error) => {
      logger.fatal({ err: error }, "storage is lost");
      void lifecycle.shutdown("storage is lost");
    },
  });
  lifecycle.onStop("storage", closeStorage);
  const doors = openDoors({ settings, metrics, location, lifecycle, clock, logger });
  const { addresses, refusals } = doors;
  const sweeping = { storage, reclaimJobs, clock, logger, retentionMs: settings.RETENTION_MS };
  lifecycle.onStop("sweep", startSweeping(sweeping));

  const tracks = new Tracks({
    clock,
    logger,
    onMissing: (callKey, speaker, missing) => tellMissing(callKey, speaker, missing),
    settings: trackSettingsOf(settings),
    // Calls whose legs are gone keep their tracks until their last words are in.
    maxTracks: settings.MAX_STREAMS * 2,
  });
  const desk = new RecognitionDesk();
  const upstream = await connectUpstream({ settings, clock, logger, tracks, desk });
  lifecycle.onStop("dialogflow", () => upstream.close());

  const directory = createLocalDirectory({
    machine: upstream.machine,
    timing: callTimingOf(settings),
    participantTiming: participantTimingOf(settings),
    recognition: settings.RECOGNITION,
    store: storage.calls,
    clock,
    logger,
    maxCalls: settings.MAX_STREAMS,
    onDisplaced: () => refusals.note("cti.announcement"),
    onStarted: () => metrics.callStarted(),
    onEnding(callKey) {
      const ledgers = tracks.release(callKey);
      const call = directory.get(callKey);
      metrics.callEnded(Object.values(ledgers), call === null ? [] : recognitionOf(call));
      return { ledgers, lines: linesOfLedgers("ledger.closed", ledgers) };
    },
    onEnded(callKey) {
      recentCalls.ended(callKey);
      audiocodes.callEnded(callKey);
    },
  });
  const recentCalls = createRecentCalls({ clock, isLive: (callKey) => directory.get(callKey) !== null });
  const tellMissing = missingAudioTeller({ directory, store: storage.calls, clock, logger });
  const traces = await startTraces({ settings, clock, logger });
  traces?.follow(directory);
  // After the calls: what they are left as is the end of their spans.
  if (traces !== null) lifecycle.onStop("traces", () => traces.close());
  const counters = sampleCounters({ directory, tracks, clock });
  lifecycle.onStop("calls", () => {
    counters.stop();
    return directory.suspend().finally(() => tracks.close());
  });

  const alarms = createStandingAlarms({ clock, logger });
  const jobsPlace = { backend: jobsBackend, sync: syncJobs, alarms, metrics, clock, logger };
  const webhook = openSuggestionWebhook({ settings, ...jobsPlace });
  if (webhook !== null) lifecycle.onStop("webhook", () => webhook.close());
  const homeLocation = upstream.profile.location;
  const delivery = createDelivery({
    homeLocation,
    ...(webhook === null ? {} : { onLogged: webhookTeller(webhook) }),
    log: storage.deliveryLog,
    calls: directory,
    clock,
    logger,
    onDelivered({ replayed, publishTime, emittedAtMs }) {
      if (!replayed) metrics.observeDelivery(emittedAtMs - Date.parse(publishTime));
    },
  });
  lifecycle.onStop("delivery", () => delivery.close());

  const nameOf = (callKey: string) => conversationNameOf(upstream.profile, callKey);
  const texts = upstream.createTextMessages({
    whenOpen: conversationGate({ directory, nameOf }),
    maxQueued: MAX_QUEUED_TEXTS,
    giveUpAfterMs: settings.RECOVERY_DEADLINE_MS,
    perMinute: settings.TEXTS_PER_MINUTE,
  });
  const shared = { settings, directory, tracks, metrics, clock, logger };
  const audiocodes = createAudiocodes({ ...shared, desk, texts, delivery, nameOf });
  lifecycle.onStop("texts", () => texts.close());

  const background = startBackgroundJobs({
    ...{ ...jobsPlace, store: storage.calls, directory, recentCalls, traces },
  });
  const { jobs, judgeUnproved } = background;
  lifecycle.onStop("jobs", () => background.close());

  const assistEvents = await startAssistEvents({ settings, intake: delivery, clock, logger });

  const tokens = createDesktopTokens({
    secret: settings.JWT_SECRET,
    project: settings.PROJECT_ID,
    lifetimeMs: settings.DESKTOP_TOKEN_LIFETIME_MS,
    clock,
    onRenewed: ({ sessionId, expiresAtMs }) => parts.desktops?.extendSession(sessionId, expiresAtMs),
  });
  const door = createOperatorDoor({ settings, clock });
  const desktops = createDesktopServer({
    homeLocation,
    verifyToken: async (token) => {
      const { conversations, exp, sid } = await tokens.verify(token);
      return { conversations, expiresAtMs: exp * 1000, sessionId: sid };
    },
    delivery,
    callState: {
      get: (callKey) => directory.viewOf(callKey),
      subscribe: (callKey, listener) => directory.onView(callKey, listener),
    },
    calls: directory,
    corsOrigins: settings.CORS_ORIGINS,
    addresses,
    refusals,
    clock,
    logger,
    limits: { ...DESKTOP_LIMITS, maxDesktops: settings.MAX_DESKTOPS },
    openCompanionStream: openCompanion({ settings, profile: upstream.profile, clock }),
  });
  const operatorFeed = startOperatorFeed({
    ...{ settings, directory, tracks, desktops, door, refusals, clock, logger },
    state: () => lifecycle.state(),
    streams: () => parts.five9?.openLegs() ?? 0,
  });

  Object.assign(parts, { directory, tracks, delivery, jobs, assistEvents, desktops });
  Object.assign(parts, { texts, webhook, operatorFeed, traces, alarms });
  const web = await createWeb({
    ...{
      settings,
      profile: upstream.profile,
      answerRecords: upstream.answerRecords,
      directory,
      tracks,
      storage,
      jobs,
      judgeUnproved,
      alarms,
      webhook,
      door,
      lifecycle,
      assistEvents,
      tokens,
      metrics,
      addresses,
      clock,
      logger,
    },
  });
  // Before anything can arrive: an event for an unfinished call must find that call, not begin another.
  const restored = await directory.restore();
  if (restored > 0) logger.info({ restored }, "unfinished calls restored");
  audiocodes.conversations.takeUp(
    directory.list().flatMap(({ ref }) => (ref.source === "audiocodes" ? [ref.vendorCallId] : [])),
  );
  noteInterruptedLedgers(directory);

  const audiocodesWeb = createApp({ logger, groups: audiocodes.routes });
  const app = byPrefix(web, {
    prefix: AUDIOCODES_PREFIX,
    shortcut: audiocodes.shortcut,
    app: audiocodesWeb,
  });
  const http = serveHttp({
    app: doors.guard(app),
    addresses,
    desktopServer: desktops,
    host: settings.LISTEN_HOST,
    port: settings.HTTP_PORT,
    maxRequestBodyBytes: Math.max(
      settings.MAX_BODY_BYTES * 2,
      assistEvents.routes === undefined ? 0 : MAX_PUSH_BODY_BYTES,
    ),
    clock,
    logger,
  });
  // Stopped last first: no new events, then no desktops, then no HTTP.
  lifecycle.onStop("http", () => http.stop(HTTP_STOP_DEADLINE_MS));
  lifecycle.onStop("desktops", () => {
    operatorFeed.close();
    return desktops.close();
  });
  lifecycle.onStop("audiocodes", () => audiocodes.close());
  lifecycle.onStop("pubsub", () => assistEvents.close());

  const five9 = await startFive9Server({
    host: settings.LISTEN_HOST,
    port: settings.GRPC_PORT,
    trustToken: settings.FIVE9_TRUST_TOKEN,
    directory,
    sinks: tracks,
    callRefOf: five9CallRef,
    clock,
    logger,
    limits: five9LimitsOf(settings),
    reflection: settings.GRPC_REFLECTION === "on",
    metrics: { count: (name) => metrics.countFive9(`stream.${name}`) },
    refusals,
    ...(options.tls ? { tls: options.tls } : {}),
  });
  parts.five9 = five9;
  lifecycle.onStop("five9", () => five9.close());
  lifecycle.onDrain("calls", (deadlineMs) =>
    drainCalls({ five9, audiocodes, texts, directory, clock, deadlineMs }),
  );

  logger.info({ grpcPort: five9.port, httpPort: http.port }, "listening");
  const ports = { grpcPort: five9.port, httpPort: http.port };
  const httpRoutes = [...web.routes, ...audiocodesWeb.routes].map(({ method, path }) => ({ method, path }));
  return { ...ports, httpRoutes, desktops, directory, storage };
}
