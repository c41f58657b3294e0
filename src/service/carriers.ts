/** The carriers of this program, and those of one process: begun, metered and counted alike. */
import { withDeadline } from "../base/deadline.ts";
import type { LocalCall } from "../calls/local-call.ts";
import { readStored } from "../calls/stored-snapshot.ts";
import { AUDIOCODES } from "../carriers/audiocodes/carrier.ts";
import type {
  Carrier,
  CarrierCalls,
  CarrierContext,
  Door,
  LivingCall,
  RunningCarrier,
} from "../carriers/carrier.ts";
import { FIVE9 } from "../carriers/five9/carrier.ts";
import type { CallRef } from "../contract/call-ref.ts";
import type { CarrierName } from "../contract/carrier-name.ts";
import type { Settings } from "../settings/table.ts";
import type { Storage } from "../storage/port.ts";
import type { Meters } from "../telemetry/meters.ts";
import { hasApplications } from "./agent-applications.ts";
import type { CallsPart } from "./calls.ts";
import { meterAudio } from "./carrier-meters.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import type { Part } from "./part.ts";

/** A stream's audio waits for it; without an answer it is taken as the first one of its speaker. */
const LEGS_DEADLINE_MS = 1_500;

/** A further carrier is one more name here. */
export const CARRIERS: readonly Carrier[] = [FIVE9, AUDIOCODES];

/** As pages are told of them. */
export const CARRIER_NAMES: readonly CarrierName[] = CARRIERS.map(({ source, label }) => ({ source, label }));

/** The call of a carrier's own id; null for an unknown carrier, or a text that can be no id of its. */
export function callRefOf(source: string, vendorCallId: string): CallRef | null {
  return CARRIERS.find((carrier) => carrier.source === source)?.callRefOf(vendorCallId) ?? null;
}

/** What the settings open. Log and console show it. */
export function doorsOf(settings: Settings): Door[] {
  const panel = {
    name: "Agent's page",
    isOpen: settings.PANEL_LAUNCH_KEY !== undefined || settings.PANEL_ACCESS === "call-id",
    needs: "PANEL_LAUNCH_KEY, the parameter launch_key of the connector that opens the page",
    isAwaited: false,
  };
  const applications = {
    name: "Agents' own applications",
    isOpen: hasApplications(settings),
    needs: "AGENT_APPLICATIONS_TOKEN or AGENT_APPLICATIONS_SECRET",
    isAwaited: false,
  };
  return [...CARRIERS.flatMap((carrier) => carrier.doorsOf(settings)), panel, applications];
}

export interface CarrierParts {
  running: readonly (RunningCarrier & { source: string })[];
  /** One for each carrier, to begin before HTTP: takes up what was left. */
  parts: readonly Part[];
  /** Begins last and opens the carriers' own ports: calls find everything ready. */
  listening: Part;
  /** Carriers with a health service of their own pass it on. */
  tellReady(isReady: boolean): void;
  /** Ports by name, once they listen. */
  ports(): Record<string, number>;
}

export type CarriersOptions = Omit<
  CarrierContext,
  "calls" | "count" | "directory" | "conversationNames" | "elsewhere"
> & {
  calls: Pick<CallsPart, "directory" | "ended">;
  storage: Pick<Storage, "calls" | "conversationNames">;
  fleet: FleetCalls | null;
  meters: Meters;
};

export function startCarriers(options: CarriersOptions): CarrierParts {
  const { calls, meters, storage, fleet, ...others } = options;
  const amongOthers = fleet === null ? {} : { elsewhere: fleet.elsewhere, tracks: fleet.sinks };
  const context = { ...others, ...amongOthers, conversationNames: storage.conversationNames };
  const running = CARRIERS.map(({ source, events, start }) => {
    const count = meters.counterBy({ ...events, label: "event" });
    const carrier = start({ ...context, directory: calls.directory, calls: callsOf(source, options), count });
    return { ...carrier, source };
  });
  meterAudio(meters, running);
  fleet?.owned.on((callKey) => {
    const ref = calls.directory.get(callKey)?.ref;
    if (ref !== undefined) running.find(({ source }) => source === ref.source)?.takeUpCall?.(ref);
  });
  return {
    running,
    parts: running.map((carrier) => ({
      name: carrier.askToReconnect === undefined ? "taken-up-carriers" : "drained-carriers",
      ...(carrier.routes === undefined ? {} : { routes: carrier.routes }),
      open: () => carrier.takeUp?.(),
      stop: () => carrier.stop(),
    })),
    listening: {
      name: "listening carriers",
      async open() {
        for (const carrier of running) await carrier.listen?.();
      },
    },
    tellReady(isReady) {
      for (const carrier of running) carrier.tellReady?.(isReady);
    },
    ports: () => Object.assign({}, ...running.map((carrier) => carrier.ports?.())),
  };
}

function callsOf(source: string, { calls, storage, fleet, clock }: CarriersOptions): CarrierCalls {
  const { directory, ended } = calls;
  const legsElsewhere = async (callKey: string) => {
    const asked = withDeadline(clock, LEGS_DEADLINE_MS, directory.picture(callKey), "Asking for legs");
    return (await asked.catch(() => null))?.report.legs ?? [];
  };
  const isOurs = (call: LocalCall | null): call is LocalCall => call?.ref.source === source;
  return {
    list: () => directory.list().filter(isOurs).map(livingCall),
    get(callKey) {
      const call = directory.get(callKey);
      return isOurs(call) ? livingCall(call) : null;
    },
    async find(callKey) {
      const call = directory.get(callKey);
      if (call !== null) return isOurs(call) ? livingCall(call) : null;
      const stored = await storage.calls.get(callKey);
      if (stored === null || stored.endedAtMs !== null || stored.source !== source) return null;
      const { vendorCallId } = stored;
      const { legs = [], endReason = null } = readStored(stored)?.context ?? {};
      return { ref: { callKey, source, vendorCallId }, legs, isEnding: endReason !== null };
    },
    hasBegun: async (callKey) =>
      directory.get(callKey) !== null || (await storage.calls.get(callKey)) !== null,
    legsOf(callKey) {
      const call = directory.get(callKey);
      if (call !== null) return isOurs(call) ? call.report().legs : [];
      return fleet === null ? [] : legsElsewhere(callKey);
    },
    onEnded: ended.on,
  };
}

function livingCall(call: LocalCall): LivingCall {
  return { ref: call.ref, legs: call.report().legs, isEnding: call.summary().endReason !== null };
}
