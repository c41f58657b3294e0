/** What this instance and others on the same Redis say to each other; without Redis there are no others. */
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import { type Bus, openBus } from "../fleet/bus.ts";
import type { StorageLocation } from "../storage/open-storage.ts";
import type { Part } from "./part.ts";

export function startFleetBus(options: {
  location: StorageLocation;
  clock: Clock;
  logger: Logger;
}): Part & { bus: Bus | null } {
  const { location, clock, logger } = options;
  const bus = "redisUrl" in location ? openBus({ ...location, clock, logger }) : null;
  return { name: "fleet", bus, stop: () => bus?.close() };
}
