/** The calls that all processes on one Redis share; one that is alone works the same way, so that a second one may come. */
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Bus } from "../fleet/bus.ts";
import type { Settings } from "../settings/table.ts";
import type { StorageLocation } from "../storage/open-storage.ts";
import { FleetCalls } from "./fleet-calls.ts";
import type { Part } from "./part.ts";

export function startSharedCalls(options: {
  settings: Pick<Settings, "AGENT_APPLICATIONS_GRACE_MS" | "MAX_STREAMS" | "ROLE">;
  location: StorageLocation;
  /** Null without Redis. */
  bus: Bus | null;
  tracks: Tracks;
  clock: Clock;
  logger: Logger;
}): Part & { fleet: FleetCalls | null } {
  const { settings, location, bus, ...rest } = options;
  if (bus === null || !("redisUrl" in location)) return { name: "shared calls", fleet: null };
  const applicationGraceMs = settings.AGENT_APPLICATIONS_GRACE_MS;
  const maxCalls = settings.ROLE.includes("worker") ? settings.MAX_STREAMS : 0;
  return {
    name: "shared calls",
    fleet: new FleetCalls({ ...rest, ...location, bus, maxCalls, applicationGraceMs }),
  };
}
