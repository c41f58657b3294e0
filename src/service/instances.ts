/** What this process is doing, and where instances share calls what the others are doing. */
import type { Clock } from "../base/clock.ts";
import { SidetoneError } from "../base/errors.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import { VERSION } from "../base/version.ts";
import type { CallsHere } from "../calls/calls-here.ts";
import type { InstanceMessage } from "../contract/feed.ts";
import type { Bus } from "../fleet/bus.ts";
import type { Presence } from "../fleet/presence.ts";
import { FleetInstances } from "../fleet/screens/fleet-instances.ts";
import { checkMayDrain } from "../operators/operations.ts";
import type { Settings } from "../settings/table.ts";
import type { Meters } from "../telemetry/meters.ts";
import type { FleetCalls } from "./fleet-calls.ts";
import type { Part } from "./part.ts";

export interface InstancesOptions {
  settings: Pick<Settings, "ROLE">;
  bus: Bus | null;
  fleet: FleetCalls | null;
  directory: Pick<CallsHere, "list">;
  desktops: { count(): number };
  /** Of the process. */
  state(): string;
  /** Audio streams open now. */
  streams(): number;
  lifecycle: Pick<Lifecycle, "state" | "shutdown">;
  clock: Clock;
}

export interface Instances {
  /** For consoles. */
  message(): InstanceMessage;
  /** Takes an instance out of service. Rejects with NOT_FOUND for a name that there is not, CONFLICT for one that is leaving. */
  drain(name: string, reason: string): Promise<void>;
}

export function startInstances(options: InstancesOptions): Part & { instances: Instances } {
  const { settings, bus, fleet, directory, desktops, state, streams, lifecycle, clock } = options;
  const startedAtMs = clock.now();
  const load = cpuLoad(clock);
  const numbers = () => ({
    state: state(),
    liveCalls: directory.list().length,
    desktops: desktops.count(),
    streams: streams(),
    residentBytes: process.memoryUsage.rss(),
  });
  const shared =
    bus === null || fleet === null
      ? null
      : new FleetInstances({
          bus,
          others: () => fleet.presence.others(),
          statusHere: () => ({
            ...numbers(),
            name: bus.instanceId,
            roles: [...settings.ROLE],
            version: VERSION,
            startedAtMs,
            cpuLoad: load(),
            ...(fleet.presence.redisMs() === null ? {} : { redisMs: fleet.presence.redisMs() ?? 0 }),
          }),
          drainHere(reason) {
            checkMayDrain(lifecycle);
            void lifecycle.shutdown(reason);
          },
          clock,
        });
  return {
    name: "instances",
    instances: {
      message: () => ({
        atMs: clock.now(),
        ...numbers(),
        ...(shared === null ? {} : { instances: shared.list() }),
      }),
      async drain(name, reason) {
        if (shared === null) throw new SidetoneError("NOT_FOUND", "this process shares no calls with others");
        await shared.drain(name, reason);
      },
    },
    meters: (meters) => meterInstances(meters, { bus, presence: fleet?.presence ?? null }),
    stop: () => shared?.close(),
  };
}

export function meterInstances(
  meters: Meters,
  {
    bus,
    presence,
  }: {
    bus: Pick<Bus, "instanceId" | "waiting"> | null;
    /** Null where this instance shares no calls. */
    presence: Pick<Presence, "others" | "redisMs"> | null;
  },
): void {
  meters.gaugeBy({
    name: "sidetone_instance_info",
    help: "1, under the name that this instance has among those that share calls",
    label: "name",
    ask: () => (bus === null || presence === null ? {} : { [bus.instanceId]: 1 }),
  });
  meters.gauge({
    name: "sidetone_fleet_instances",
    help: "Instances that share calls on one Redis, as this one sees them; 1 without others",
    ask: () => 1 + (presence?.others().length ?? 0),
  });
  meters.gauge({
    name: "sidetone_fleet_redis_seconds",
    help: "How long Redis took for the last beat of this instance; 0 where it shares no calls",
    ask: () => (presence?.redisMs() ?? 0) / 1_000,
  });
  meters.gauge({
    name: "sidetone_fleet_waiting",
    help: "Messages to other instances that Redis does not have yet",
    ask: () => bus?.waiting() ?? 0,
  });
}

const LEAST_MS = 1_000;

/** Cores that this process used since the last look that was a second ago or more. */
function cpuLoad(clock: Clock): () => number {
  let [atMs, used, load] = [clock.now(), process.cpuUsage(), 0];
  return () => {
    const passedMs = clock.now() - atMs;
    if (passedMs < LEAST_MS) return load;
    const { user, system } = process.cpuUsage(used);
    [atMs, used, load] = [clock.now(), process.cpuUsage(), (user + system) / 1_000 / passedMs];
    return load;
  };
}
