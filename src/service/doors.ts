/** What all doors of one process share: whose request it is, who was turned away, and how guessers are slowed down. */
import { type ClientAddresses, clientAddresses } from "../base/client-address.ts";
import type { Clock } from "../base/clock.ts";
import type { Lifecycle } from "../base/lifecycle.ts";
import type { Logger } from "../base/log.ts";
import type { FetchApp } from "../http/serve.ts";
import { slowDownGuessers } from "../http/wrong-secrets.ts";
import type { Settings } from "../settings/table.ts";
import { openGuessThrottle } from "../storage/guess-throttle.ts";
import type { StorageLocation } from "../storage/open-storage.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { createRefusals, type Refusals } from "../telemetry/refusals.ts";

export interface DoorParts {
  settings: Pick<Settings, "TRUSTED_PROXIES">;
  metrics: Pick<Metrics, "countRefusal">;
  location: StorageLocation;
  lifecycle: Lifecycle;
  clock: Clock;
  logger: Logger;
}

export interface Doors {
  addresses: ClientAddresses;
  refusals: Refusals;
  /** The whole HTTP side, with wrong secrets counted and slowed down. */
  guard(app: FetchApp): FetchApp;
}

export function openDoors({ settings, metrics, location, lifecycle, clock, logger }: DoorParts): Doors {
  const refusals = createRefusals({ clock, logger, count: metrics.countRefusal });
  const addresses = clientAddresses(settings.TRUSTED_PROXIES);
  const throttle = openGuessThrottle(location, { logger });
  lifecycle.onStop("doors", () => {
    refusals.close();
    throttle.close();
  });
  return {
    addresses,
    refusals,
    guard: (app) => slowDownGuessers(app, { addresses, refusals, throttle, clock }),
  };
}
