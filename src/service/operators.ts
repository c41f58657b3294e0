/** The operators' side of one process, from its parts: what the console shows, and what it may do. */
import type { Hono } from "hono";
import { roomOf } from "../assist/conversation.ts";
import type { ClientAddresses } from "../base/client-address.ts";
import type { Clock } from "../base/clock.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type { Logger } from "../base/log.ts";
import { VERSION } from "../base/version.ts";
import type { CallAudio } from "../calls/call-audio.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import { operatorRoutes } from "../http/operators/routes.ts";
import type { SupervisorPageScripts } from "../http/operators/supervisor-page.ts";
import type { MediastreamJobs } from "../jobs/mediastream-jobs.ts";
import type { WebhookJobs } from "../jobs/webhook-jobs.ts";
import { type Auditor, createAuditor, type Deed } from "../operators/auditor.ts";
import { makeBundle } from "../operators/bundle.ts";
import { createCallReader } from "../operators/call-reader.ts";
import type { SignInDoor } from "../operators/door.ts";
import type { CallEraser } from "../operators/erase-call.ts";
import { mediastreamQueue, webhookQueue } from "../operators/operated-queues.ts";
import { createOperations } from "../operators/operations.ts";
import { createOperatorActions } from "../operators/perform.ts";
import type { StandingAlarms } from "../operators/standing-alarms.ts";
import { mask, readRevealed } from "../operators/transcript.ts";
import { createTrendReader } from "../operators/trends/trend-reader.ts";
import type { Settings } from "../settings/table.ts";
import type { Storage } from "../storage/port.ts";
import type { Meters } from "../telemetry/meters.ts";
import type { AddressMark } from "../transports/agent-applications/address-mark.ts";
import { marksOf } from "../transports/agent-applications/address-spellings.ts";
import { conversationNameOf, type ProfileName } from "../transports/dialogflow/resource-names.ts";
import { five9CallKey, isFive9CallId } from "../transports/five9/call-key.ts";
import type { AssistEvents } from "./assist-events.ts";
import { CARRIER_NAMES, doorsOf } from "./carriers.ts";
import type { Instances } from "./instances.ts";
import type { Startable } from "./late-jobs.ts";
import type { Readiness } from "./readiness.ts";

export interface OperatorParts {
  settings: Settings;
  profile: ProfileName;
  door: SignInDoor;
  directory: CallsHere;
  audio: Pick<CallAudio, "ledgers">;
  storage: Storage;
  eraseCall: CallEraser;
  jobs: MediastreamJobs & Startable;
  alarms: StandingAlarms;
  /** Null if no webhook is configured. */
  webhook: (WebhookJobs & Startable) | null;
  assistEvents: AssistEvents;
  lifecycle: Lifecycle;
  instances: Pick<Instances, "drain">;
  readiness: Pick<Readiness, "state">;
  auditor: Auditor;
  addresses: ClientAddresses;
  /** Marks of call parties' addresses, as carriers have them. */
  markOf: AddressMark;
  /** Path of the console's script. */
  scriptPath(): Promise<string>;
  plotPath(): Promise<string>;
  supervisorPage: SupervisorPageScripts;
  clock: Clock;
  logger: Logger;
}

/** Entries of the audit and given-up jobs that go into an incident bundle. */
const MAX_BUNDLED = 500;

export function createOperators(parts: OperatorParts): Hono {
  const { settings, profile, door, directory, audio, storage, jobs, webhook, assistEvents } = parts;
  const { lifecycle, auditor, scriptPath, plotPath, clock, logger } = parts;
  const reader = createCallReader({
    calls: directory,
    store: storage.calls,
    // The report of a call that another instance owns has those of now.
    ledgersOf: (callKey) => (directory.get(callKey) === null ? {} : audio.ledgers(callKey)),
    version: VERSION,
  });
  const operations = createOperations({
    queues: [
      mediastreamQueue(jobs, (callId) =>
        isFive9CallId(callId) ? directory.lastSeen(five9CallKey(callId)) : undefined,
      ),
      ...(webhook === null ? [] : [webhookQueue(webhook)]),
    ],
    doors: doorsOf(settings).map(({ name, isOpen, needs }) => ({ name, isOpen, needs })),
    eventSources() {
      const { pull, push, ...health } = assistEvents.health();
      return {
        ...health,
        pull: pull.map((source) => ({ ...source })),
        push: push.map((way) => ({ ...way })),
        faults: [...health.faults],
      };
    },
    rejectedEvents: () =>
      assistEvents
        .rejected()
        .map(({ id, subscription, ...event }) => ({ messageId: id, source: subscription, ...event })),
    alarms: () => parts.alarms.list(),
    lifecycle,
    drainInstance: (name, reason) => parts.instances.drain(name, reason),
    state: parts.readiness.state,
    versions: { sidetone: VERSION, bun: Bun.version },
    storage: settings.REDIS_URL === undefined ? "embedded" : "redis",
    startedAtMs: clock.now(),
  });
  return operatorRoutes({
    door,
    auditor,
    reader,
    trends: createTrendReader({ trends: storage.trends, retentionMs: settings.RETENTION_MS }),
    nowMs: () => clock.now(),
    async revealedOf(callKey) {
      const room = roomOf(conversationNameOf(profile, callKey), profile.location);
      return await readRevealed(storage.deliveryLog, room, await reader.participantIds(callKey));
    },
    async makeBundle({ detail, revealed, withWords, madeBy }) {
      const { callKey } = detail.call;
      const { queues } = await operations.jobs(MAX_BUNDLED);
      const letters = queues.flatMap(({ name, deadLetters }) =>
        deadLetters.map((letter) => ({ queue: name, ...letter })),
      );
      return makeBundle({
        madeAtMs: clock.now(),
        madeBy,
        detail,
        masked: mask(revealed),
        revealed: withWords ? revealed : null,
        jobs: letters.filter((letter) => letter.callKey === callKey),
        audit: await storage.audit.list({ limit: MAX_BUNDLED, callKey }),
      });
    },
    addressMarksOf: (address) => marksOf(address, parts.markOf),
    actions: createOperatorActions(directory),
    eraseCall: parts.eraseCall,
    operations,
    audit: storage.audit,
    scriptPath,
    plotPath,
    supervisorPage: {
      ...parts.supervisorPage,
      conversationNameOf: (callKey) => conversationNameOf(profile, callKey),
      liveCall: async (callKey) => (await directory.watched(callKey))?.ref ?? null,
      imageOrigins: settings.PANEL_IMAGE_ORIGINS,
      storageLinks: settings.PANEL_STORAGE_LINKS,
      features: settings.FEATURES,
      awaitMediaMs: settings.AWAIT_MEDIA_MS,
    },
    publicPath: settings.PUBLIC_PATH,
    addresses: parts.addresses,
    carriers: CARRIER_NAMES,
    version: VERSION,
    logger,
  });
}

/** One for all doors of operators: what one of them does again and again is summed up wherever it is done. */
export function openAuditor(parts: {
  storage: Pick<Storage, "audit">;
  meters: Meters;
  clock: Clock;
  logger: Logger;
}): Auditor {
  const countAction = countOperatorActions(parts.meters);
  const onDeed = ({ outcome }: Deed) => countAction(outcome);
  return createAuditor({ audit: parts.storage.audit, clock: parts.clock, logger: parts.logger, onDeed });
}

/** `outcome` is that of the audit: done, refused or failed. */
export function countOperatorActions(meters: Meters): (outcome: Deed["outcome"]) => void {
  return meters.counterBy({
    name: "sidetone_operator_actions_total",
    help: "What operators did, as the audit has it, by outcome",
    label: "outcome",
  });
}
