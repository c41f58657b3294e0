/** Agents' desktops over Socket.IO, and the tokens that let them in. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import { viewOfStored } from "../calls/view.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Bus, Topic } from "../fleet/bus.ts";
import { createDesktopTokens, type DesktopTokens } from "../http/panel/desktop-token.ts";
import type { Settings } from "../settings/table.ts";
import type { CallStore, Storage } from "../storage/port.ts";
import type { Meters } from "../telemetry/meters.ts";
import type { ProfileName } from "../transports/dialogflow/resource-names.ts";
import type { CallStateSource } from "../transports/socketio/call-state.ts";
import { createDesktopServer, type DesktopServer } from "../transports/socketio/desktop-server.ts";
import type { SharedUse } from "../transports/socketio/used-suggestions.ts";
import { openCompanion } from "./companion.ts";
import type { Doors } from "./doors.ts";
import type { Part } from "./part.ts";
import { shareRenewals } from "./renewals.ts";

/** A desktop that misses one shows a little less of what its colleague did. */
const USED: Topic<SharedUse> = { name: "suggestion-used" };
const DESKTOP_LIMITS = { maxPayloadBytes: 64 * 1024, joinTimeoutMs: 10_000 };

export interface DesktopsOptions {
  settings: Settings;
  profile: ProfileName;
  directory: CallsHere;
  delivery: Delivery;
  storage: Pick<Storage, "calls">;
  doors: Pick<Doors, "addresses" | "refusals" | "guesses">;
  /** Null where there are no other instances. */
  bus: Pick<Bus, "shout" | "onShout"> | null;
  clock: Clock;
  logger: Logger;
}

export type DesktopsPart = Part & {
  desktops: DesktopServer;
  tokens: DesktopTokens;
  callState: CallStateSource;
};

export function startDesktops(options: DesktopsOptions): DesktopsPart {
  const { settings, profile, directory, delivery, doors, bus, clock, logger } = options;
  const renewed = shareRenewals(bus, ({ sessionId, expiresAtMs }) =>
    desktops.extendSession(sessionId, expiresAtMs),
  );
  const tokens = createDesktopTokens({
    secret: settings.JWT_SECRET,
    project: settings.PROJECT_ID,
    lifetimeMs: settings.DESKTOP_TOKEN_LIFETIME_MS,
    clock,
    onRenewed: renewed,
  });
  const callState = callStateOf({ directory, store: options.storage.calls, logger });
  const desktops = createDesktopServer({
    homeLocation: profile.location,
    verifyToken: async (token) => {
      const { conversations, exp, sid } = await tokens.verify(token);
      return { conversations, expiresAtMs: exp * 1000, sessionId: sid };
    },
    delivery,
    callState,
    calls: directory,
    corsOrigins: settings.CORS_ORIGINS,
    addresses: doors.addresses,
    refusals: doors.refusals,
    guesses: doors.guesses,
    clock,
    logger,
    limits: { ...DESKTOP_LIMITS, maxDesktops: settings.MAX_DESKTOPS },
    shareUse: (use) => bus?.shout(USED, use),
    openCompanionStream: openCompanion({ settings, profile, clock }),
  });
  bus?.onShout(USED, desktops.hearUse);
  return {
    name: "desktops",
    desktops,
    tokens,
    callState,
    meters: (meters) => meterDesktops(meters, desktops),
    stop: () => desktops.close(),
  };
}

/** Of calls that run, and of those that are over for as long as their records are kept. */
function callStateOf(parts: {
  directory: Pick<CallsHere, "watchView" | "get">;
  store: Pick<CallStore, "get">;
  logger: Logger;
}): CallStateSource {
  const { directory, store, logger } = parts;
  return {
    watch: (callKey, listener) => directory.watchView(callKey, listener),
    async ended(callKey) {
      if (directory.get(callKey) !== null) return null;
      try {
        const stored = await store.get(callKey);
        return stored === null || stored.endedAtMs === null ? null : viewOfStored(stored);
      } catch (caught) {
        logger.warn({ callKey, err: caught }, "a desktop does not learn how its call ended");
        return null;
      }
    },
  };
}

export function meterDesktops(meters: Meters, desktops: Pick<DesktopServer, "count">): void {
  meters.gauge({
    name: "sidetone_desktops",
    help: "Agent desktops connected now",
    ask: () => desktops.count(),
  });
}
