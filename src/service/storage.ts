/** Where everything is kept: Redis if the settings name one, else files. Its loss ends the process. */
import type { Clock } from "../base/clock.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type { Logger } from "../base/log.ts";
import type { StandingAlarms } from "../operators/standing-alarms.ts";
import type { Settings } from "../settings/table.ts";
import { type OpenedStorage, openStorage, type StorageLocation } from "../storage/open-storage.ts";
import type { Part } from "./part.ts";

export type StoragePart = Part & Omit<OpenedStorage, "close"> & { location: StorageLocation };

export async function startStorage(options: {
  settings: Pick<Settings, "REDIS_URL" | "DATA_DIRECTORY">;
  lifecycle: Pick<Lifecycle, "shutdown">;
  alarms: StandingAlarms;
  clock: Clock;
  logger: Logger;
}): Promise<StoragePart> {
  const { settings, lifecycle, alarms, clock, logger } = options;
  const location =
    settings.REDIS_URL === undefined
      ? { dataDirectory: settings.DATA_DIRECTORY }
      : { redisUrl: settings.REDIS_URL };
  const { close, ...opened } = await openStorage(location, {
    logger,
    clock,
    onLost: (error) => {
      logger.fatal({ err: error }, "storage is lost");
      void lifecycle.shutdown("storage is lost");
    },
    onTrouble(reason) {
      if (reason === null) alarms.clear("DISK_FAILING", "");
      else alarms.raise("DISK_FAILING", "", { severity: "serious", message: troubleOf(reason) });
    },
  });
  return { name: "storage", stop: close, location, ...opened };
}

/** Calls go on meanwhile, so the alarm says what does not. */
function troubleOf(reason: string): string {
  const what = "The data directory cannot be written: events wait at their senders, histories are not kept";
  const isFull = reason === "SQLITE_FULL" || reason === "53100";
  return `${what} (${isFull ? "the disk is full" : reason})`;
}
