/** The calls that processes with parts of the work share on one Redis. */
import type { Tracks } from "../audio/tracks.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { Bus } from "../fleet/bus.ts";
import { ROLES } from "../settings/role.ts";
import type { Settings } from "../settings/table.ts";
import type { StorageLocation } from "../storage/open-storage.ts";
import { FleetCalls } from "./fleet-calls.ts";
import type { Part } from "./part.ts";

export function startSharedCalls(options: {
  settings: Pick<Settings, "MAX_STREAMS" | "ROLE">;
  location: StorageLocation;
  bus: Bus | null;
  tracks: Tracks;
  clock: Clock;
  logger: Logger;
}): Part & { fleet: FleetCalls | null } {
  const { settings, location, bus, ...rest } = options;
  // Where every process does everything, each has its own calls.
  const isAlone = settings.ROLE.length === ROLES.length;
  if (isAlone || bus === null || !("redisUrl" in location)) return { name: "shared calls", fleet: null };
  const maxCalls = settings.ROLE.includes("worker") ? settings.MAX_STREAMS : 0;
  return { name: "shared calls", fleet: new FleetCalls({ ...rest, ...location, bus, maxCalls }) };
}
