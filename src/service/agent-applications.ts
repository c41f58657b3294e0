/** Agents' own applications of this process: served only where a secret lets them in. */
import type { ConversationRef } from "../assist/conversation.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { Delivery } from "../delivery/delivery.ts";
import type { Bus } from "../fleet/bus.ts";
import { APPLICATIONS_PREFIX, agentApplicationRoutes } from "../http/agent-applications/routes.ts";
import type { WebhookJobs } from "../jobs/webhook-jobs.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import { type AddressMark, createAddressMark } from "../transports/agent-applications/address-mark.ts";
import { Agents } from "../transports/agent-applications/agents.ts";
import { isCountry } from "../transports/agent-applications/phone-number.ts";
import { type ApplicationServer, createApplicationServer } from "../transports/agent-applications/server.ts";
import { createApplicationTokenCheck } from "../transports/agent-applications/token.ts";
import { createSuggestionFeed } from "../transports/audiocodes/suggestion-feed.ts";
import { AgentEvents } from "./agent-events.ts";
import type { Doors } from "./doors.ts";
import { FleetAgents } from "./fleet-agents.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import type { Part } from "./part.ts";

/** Above the bound of metadata, so that the application is told of one that is too large. */
const LIMITS = { maxPayloadBytes: 128 * 1024, joinTimeoutMs: 10_000 };
const MAX_SESSIONS = 32;

export interface AgentApplicationsOptions {
  settings: Settings;
  directory: CallsHere;
  delivery: Pick<Delivery, "attach">;
  conversationOf(callKey: string): ConversationRef;
  /** Where instances share calls and agents. */
  fleet: FleetCalls | null;
  bus: Bus | null;
  /** Null if none is configured: then no bot of the site's is told of agents. */
  webhook: Pick<WebhookJobs, "post"> | null;
  doors: Pick<Doors, "addresses" | "refusals" | "guesses">;
  clock: Clock;
  logger: Logger;
}

/** Whether any secret lets one in. */
export function hasApplications(settings: Settings): boolean {
  return settings.AGENT_APPLICATIONS_TOKEN !== undefined || settings.AGENT_APPLICATIONS_SECRET !== undefined;
}

/** What carriers mark call parties with. */
export function addressMarkOf(settings: Settings): AddressMark {
  return createAddressMark(settings.JWT_SECRET, countryOf(settings));
}

/** Opens by hearing of all calls' legs, which are restored by then. */
export function startAgentApplications(options: AgentApplicationsOptions): Part {
  const { settings, directory, delivery, doors, webhook, conversationOf, clock, logger } = options;
  const verifyToken = createApplicationTokenCheck({
    sharedToken: settings.AGENT_APPLICATIONS_TOKEN,
    signingSecret: settings.AGENT_APPLICATIONS_SECRET,
    clock,
  });
  if (verifyToken === undefined) {
    return { name: "agent-applications", meters: (meters) => meterApplications(meters, undefined) };
  }
  const form = settings.AGENT_EVENT_FORM;
  const events =
    webhook === null ? undefined : new AgentEvents({ webhook, form, conversationOf, clock, logger });
  const agents = new Agents({
    timing: {
      graceMs: settings.AGENT_APPLICATIONS_GRACE_MS,
      awaitCallMs: settings.AGENT_APPLICATIONS_WAIT_MS,
    },
    maxSessions: MAX_SESSIONS,
    ...{ calls: directory, clock, tellBot: events && ((news) => events.tell(news)) },
    keeper: options.fleet?.sessions,
  });
  const shared = sharedAgents(options, agents);
  const roomOf = (callKey: string) => conversationOf(callKey).room;
  const server = createApplicationServer({
    ...{ verifyToken, agents: shared ?? agents, delivery, roomOf, clock, logger },
    ...{ addresses: doors.addresses, refusals: doors.refusals, guesses: doors.guesses },
    identity: { markOf: addressMarkOf(settings), country: countryOf(settings) },
    watchView: (callKey, listener) => directory.watchView(callKey, listener),
    followSuggestions: createSuggestionFeed({ delivery, roomOf, clock, logger }),
    corsOrigins: settings.CORS_ORIGINS,
    limits: { ...LIMITS, maxApplications: settings.MAX_DESKTOPS },
  });
  let unfollow = () => {};
  return {
    name: "agent-applications",
    routes: { prefix: APPLICATIONS_PREFIX, groups: [agentApplicationRoutes(server, doors.addresses)] },
    meters: (meters) => meterApplications(meters, { server, agents }),
    open() {
      unfollow = directory.onLegs(agents.openCalls);
    },
    async stop() {
      unfollow();
      shared?.close();
      agents.close();
      events?.close();
      await server.close();
    },
  };
}

/** Null where this process has all agents. */
function sharedAgents(
  { fleet, bus, clock, logger }: AgentApplicationsOptions,
  agents: Agents,
): FleetAgents | null {
  if (fleet === null || bus === null) return null;
  return new FleetAgents({
    ...{ agents, bus, clock, logger },
    claimHome: (agentId) => fleet.elsewhere.places.claim(`agent ${agentId}`),
    onGone: fleet.presence.onGone,
    load: (agentId) => fleet.sessions.load(agentId),
  });
}

export function meterApplications(
  meters: Meters,
  running: { server: Pick<ApplicationServer, "count">; agents: Pick<Agents, "counts"> } | undefined,
): void {
  meters.gauge({
    name: "sidetone_agent_applications",
    help: "Sockets of agents' own applications connected now",
    ask: () => running?.server.count() ?? 0,
  });
  meters.gaugeBy({
    name: "sidetone_agent_sessions",
    help: "Agents' sessions of assistance now, by state",
    label: "state",
    ask() {
      const { waiting, attached } = running?.agents.counts() ?? { waiting: 0, attached: 0 };
      return { waiting, attached };
    },
  });
}

function countryOf({ AGENT_APPLICATIONS_COUNTRY: country }: Settings) {
  // The settings' own check has the same list.
  return isCountry(country) ? country : "US";
}
