/** Five9: its audio over gRPC on a separate port, and its webhooks. */
import { five9CtiRoutes } from "../../http/five9/cti.ts";
import { five9LivenessRoutes } from "../../http/five9/liveness.ts";
import { five9MediastreamRoutes } from "../../http/five9/mediastream.ts";
import { parseCallVariables } from "../../settings/call-variables.ts";
import { portsOf } from "../../settings/role.ts";
import type { Settings } from "../../settings/table.ts";
import { FIVE9_SOURCE, five9CallRef, isFive9CallId } from "../../transports/five9/call-key.ts";
import { type Five9Server, startFive9Server } from "../../transports/five9/server.ts";
import type { CallStream } from "../../transports/five9/who-speaks.ts";
import type { CarriedLeg, Carrier, CarrierContext, Door, RunningCarrier } from "../carrier.ts";
import { five9LimitsOf } from "./limits.ts";

export const FIVE9: Carrier = {
  source: FIVE9_SOURCE,
  label: "Five9",
  events: { name: "sidetone_five9_events_total", help: "What happened on Five9 streams, by kind" },
  callRefOf: (callId) => (isFive9CallId(callId) ? five9CallRef(callId) : null),
  doorsOf,
  start: startFive9,
};

const NO_AUDIO = { messages: 0, bytes: 0, gapMs: 0 };

function doorsOf(settings: Settings): Door[] {
  const isAwaited = isWanted(settings);
  return [
    {
      name: "Five9 audio (gRPC)",
      isOpen: settings.FIVE9_TRUST_TOKEN !== undefined,
      needs: "FIVE9_TRUST_TOKEN, the trust token of the MediaStream subscription",
      isAwaited,
    },
    {
      name: "Five9 webhooks",
      isOpen: settings.FIVE9_API_KEY !== undefined,
      needs: "FIVE9_API_KEY, which Five9 shows once the MediaStream subscription is saved",
      isAwaited,
    },
  ];
}

/** Five9 is one of this installation's sources, though maybe not set up to the end. */
function isWanted({ FIVE9_TRUST_TOKEN, FIVE9_API_KEY }: Settings): boolean {
  return FIVE9_TRUST_TOKEN !== undefined || FIVE9_API_KEY !== undefined;
}

/** Without any of Five9's secrets it is no source here: it listens nowhere and has no webhooks. */
function startFive9(context: CarrierContext): RunningCarrier {
  const listens = isWanted(context.settings);
  let server: Five9Server | null = null;
  let isReady = false;
  return {
    routes: { groups: [five9LivenessRoutes(), ...(listens ? webhooksOf(context) : [])] },
    async listen() {
      const port = portsOf(context.settings).grpc;
      if (listens && port !== null) server = await listen(context, port);
      server?.tellReady(isReady);
    },
    tellReady(now) {
      isReady = now;
      server?.tellReady(now);
    },
    ports: () => ({ grpcPort: server?.port ?? 0 }),
    openLegs: () => server?.openLegs() ?? 0,
    audioTotals: () => server?.audioTotals() ?? NO_AUDIO,
    leave: () => server?.leave(),
    shutDoor: () => server?.shutDoor(),
    stopAccepting: () => server?.stopAccepting(),
    askToReconnect: (when) => server?.askToReconnect(when),
    stop: () => server?.close(),
  };
}

function listen(context: CarrierContext, port: number): Promise<Five9Server> {
  const { settings, directory, calls, tracks, refusals, guesses, tls, clock, logger, count } = context;
  return startFive9Server({
    host: settings.LISTEN_HOST,
    port,
    trustToken: settings.FIVE9_TRUST_TOKEN,
    directory,
    sinks: tracks,
    callRefOf: five9CallRef,
    streamsOf: (callKey) => {
      const legs = calls.legsOf(callKey);
      return legs instanceof Promise ? legs.then(streamsOf) : streamsOf(legs);
    },
    clock,
    logger,
    limits: five9LimitsOf(settings),
    reflection: settings.GRPC_REFLECTION === "on",
    metrics: { count: (name) => count(`stream.${name}`) },
    refusals,
    guesses,
    ...(tls ? { tls } : {}),
  });
}

function streamsOf(legs: readonly CarriedLeg[]): CallStream[] {
  return legs.map(({ legId, speaker, open, standsBy = false, origin }) => ({
    ...{ legId, speaker, isOpen: open, standsBy },
    agentId: origin.agentId ?? "",
    subscriptionId: origin.subscriptionId ?? "",
  }));
}

function webhooksOf(context: CarrierContext) {
  const { settings, directory, conversationNames, reports, conversationOf, clock, logger, count } = context;
  const shared = {
    apiKey: settings.FIVE9_API_KEY,
    keyHeaders: settings.FIVE9_KEY_HEADERS,
    maxBodyBytes: settings.MAX_BODY_BYTES,
    clock,
    logger,
  };
  return [
    five9CtiRoutes({
      ...shared,
      trustToken: settings.FIVE9_TRUST_TOKEN,
      directory,
      conversationNames,
      markOf: context.markOf,
      shown: {
        variables: parseCallVariables(settings.FIVE9_CALL_VARIABLES) ?? new Map(),
        numbers: settings.PANEL_NUMBERS,
      },
      onSign: reports.expectReports,
      conversationNameOf: (callKey) => conversationOf(callKey).name,
      count: (name) => count(`cti.${name}`),
    }),
    five9MediastreamRoutes({
      ...shared,
      mediastreamEventsKey: settings.FIVE9_EVENTS_KEY,
      ...reports,
      count: (name) => count(`mediastream.${name}`),
    }),
  ];
}
