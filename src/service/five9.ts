/** Five9's side of one process: its audio over gRPC, its webhooks, and what is counted of both. */
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { LocalDirectory } from "../calls/directory.ts";
import { five9CtiRoutes } from "../http/five9/cti.ts";
import { five9LivenessRoutes } from "../http/five9/liveness.ts";
import { five9MediastreamRoutes } from "../http/five9/mediastream.ts";
import type { Settings } from "../settings/table.ts";
import type { Storage } from "../storage/port.ts";
import type { Meters } from "../telemetry/meters.ts";
import { five9CallRef } from "../transports/five9/call-key.ts";
import { type Five9Server, startFive9Server } from "../transports/five9/server.ts";
import type { BackgroundJobs } from "./background-jobs.ts";
import type { Carrier } from "./carrier.ts";
import type { Doors } from "./doors.ts";
import type { Part, PartRoutes } from "./part.ts";
import { five9LimitsOf } from "./timings.ts";

export interface Five9Options {
  settings: Settings;
  directory: LocalDirectory;
  tracks: Tracks;
  storage: Pick<Storage, "conversationNames">;
  background: Pick<BackgroundJobs, "jobs" | "judgeUnproved">;
  /** Call key to full conversation name. */
  nameOf(callKey: string): string;
  doors: Pick<Doors, "refusals" | "guesses">;
  meters: Meters;
  /** PEM texts where the audio endpoint ends TLS itself. */
  tls: { cert: string; key: string } | undefined;
  clock: Clock;
  logger: Logger;
}

export type Five9Part = Part &
  Carrier & {
    routes: PartRoutes;
    /** Known once it is open. */
    port(): number;
  };

const NO_AUDIO = { messages: 0, bytes: 0, gapMs: 0 };

/** Opens by listening for audio. */
export function createFive9(options: Five9Options): Five9Part {
  const count = countFive9(options.meters);
  let server: Five9Server | null = null;
  return {
    name: "five9",
    source: "five9",
    routes: { groups: webhooksOf(options, count) },
    async open() {
      server = await listen(options, count);
    },
    port: () => server?.port ?? 0,
    openLegs: () => server?.openLegs() ?? 0,
    audioTotals: () => server?.audioTotals() ?? NO_AUDIO,
    stopAccepting: () => server?.stopAccepting(),
    askToReconnect: (when) => server?.askToReconnect(when),
    stop: () => server?.close(),
  };
}

function listen(options: Five9Options, count: (event: string) => void): Promise<Five9Server> {
  const { settings, directory, tracks, doors, tls, clock, logger } = options;
  return startFive9Server({
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
    metrics: { count: (name) => count(`stream.${name}`) },
    refusals: doors.refusals,
    guesses: doors.guesses,
    ...(tls ? { tls } : {}),
  });
}

function webhooksOf(options: Five9Options, count: (event: string) => void) {
  const { settings, directory, storage, background, nameOf, clock, logger } = options;
  const shared = { apiKey: settings.FIVE9_API_KEY, maxBodyBytes: settings.MAX_BODY_BYTES, clock, logger };
  return [
    five9LivenessRoutes(),
    five9CtiRoutes({
      ...shared,
      trustToken: settings.FIVE9_TRUST_TOKEN,
      directory,
      conversationNames: storage.conversationNames,
      conversationNameOf: nameOf,
      count: (name) => count(`cti.${name}`),
    }),
    five9MediastreamRoutes({
      ...shared,
      mediastreamEventsKey: settings.FIVE9_EVENTS_KEY,
      queue: background.jobs.queue,
      judgeUnproved: background.judgeUnproved,
      count: (name) => count(`mediastream.${name}`),
    }),
  ];
}

export function countFive9(meters: Meters): (event: string) => void {
  return meters.counterBy({
    name: "sidetone_five9_events_total",
    help: "What happened on Five9 streams, by kind",
    label: "event",
  });
}
