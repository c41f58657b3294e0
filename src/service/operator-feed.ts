/** The operators' live feed of one process and its supervisors' pages, from its parts. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallAudio } from "../calls/call-audio.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { OperatorDoor } from "../operators/access.ts";
import type { Auditor } from "../operators/auditor.ts";
import { FeedHub } from "../operators/feed/feed-hub.ts";
import type { FeedSource } from "../operators/feed/source.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import { conversationNameOf, type ProfileName } from "../transports/dialogflow/resource-names.ts";
import type { CallStateSource } from "../transports/socketio/call-state.ts";
import type { DesktopServer } from "../transports/socketio/desktop-server.ts";
import { createOperatorAdmission } from "../transports/socketio/operator-admission.ts";
import { type OperatorFeed, serveOperatorFeed } from "../transports/socketio/operator-feed.ts";
import { serveSupervisors } from "../transports/socketio/supervisor-feed.ts";
import type { Doors } from "./doors.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import type { Instances } from "./instances.ts";
import type { Part } from "./part.ts";

export interface OperatorFeedParts {
  settings: Settings;
  directory: CallsHere;
  audio: Pick<CallAudio, "ledgers">;
  /** Where instances share calls: then accounts may be elsewhere. */
  fleet: Pick<FleetCalls, "ledgersOf"> | null;
  desktops: DesktopServer;
  door: OperatorDoor;
  instances: Pick<Instances, "message">;
  doors: Pick<Doors, "guesses">;
  delivery: Delivery;
  callState: CallStateSource;
  auditor: Auditor;
  profile: ProfileName;
  clock: Clock;
  logger: Logger;
}

const IDENTIFY_DEADLINE_MS = 10_000;

export function startOperatorFeed(parts: OperatorFeedParts): Part {
  const { settings, directory, audio, fleet, desktops, door, profile, clock, logger } = parts;
  const source: FeedSource = {
    calls: directory,
    ledgersOf: (callKey) => fleet?.ledgersOf(callKey) ?? audio.ledgers(callKey),
    instance: () => parts.instances.message(),
  };
  const admission = createOperatorAdmission({
    door,
    maxConsoles: settings.MAX_OPERATOR_CONSOLES,
    onIdentified: (socket) => desktops.settle(socket),
    addressOf: (socket) => desktops.addressOf(socket),
    guesses: parts.doors.guesses,
    identifyDeadlineMs: IDENTIFY_DEADLINE_MS,
    clock,
    logger,
  });
  const served = { io: desktops.io, admission, clock, logger };
  const feed = serveOperatorFeed({ ...served, hub: new FeedHub({ source, clock }) });
  serveSupervisors({
    ...served,
    delivery: parts.delivery,
    callState: parts.callState,
    calls: directory,
    auditor: parts.auditor,
    conversationNameOf: (callKey) => conversationNameOf(profile, callKey),
    homeLocation: profile.location,
  });
  return {
    name: "operator-feed",
    meters: (meters) => meterConsoles(meters, feed),
    stop: () => feed.close(),
  };
}

export function meterConsoles(meters: Meters, feed: Pick<OperatorFeed, "count">): void {
  meters.gauge({
    name: "sidetone_operator_consoles",
    help: "Operators' consoles connected now",
    ask: () => feed.count(),
  });
}
