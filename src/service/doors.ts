/** What all doors of one process share: client addresses, counts of refusals, and delays against guessing. */
import { type ClientAddresses, clientAddresses } from "../base/client-address.ts";
import type { Clock } from "../base/clock.ts";
import type { Logger } from "../base/log.ts";
import type { FetchApp } from "../http/server/serve.ts";
import { slowDownGuessers } from "../http/server/wrong-secrets.ts";
import type { Settings } from "../settings/table.ts";
import { openGuessThrottle } from "../storage/guess-throttle.ts";
import type { StorageLocation } from "../storage/open-storage.ts";
import { openSignedOut, type SignedOut } from "../storage/signed-out.ts";
import { createGuesses, type Guesses } from "../telemetry/guesses.ts";
import type { Meters } from "../telemetry/meters.ts";
import { createRefusals, type RefusalKind, type Refusals } from "../telemetry/refusals.ts";
import type { Part } from "./part.ts";

export interface DoorParts {
  settings: Pick<Settings, "TRUSTED_PROXIES" | "OPERATOR_PROXY_HEADER" | "FIVE9_KEY_HEADERS">;
  meters: Meters;
  location: StorageLocation;
  clock: Clock;
  logger: Logger;
}

export type Doors = Part & {
  addresses: ClientAddresses;
  refusals: Refusals;
  /** Operators' sessions that ended early; undefined where one process has them all. */
  signedOut: SignedOut | undefined;
  /** For doors that are not HTTP's. */
  guesses: Guesses;
  /** The whole HTTP side, with wrong secrets counted and slowed down. */
  guard(app: FetchApp): FetchApp;
};

export function openDoors({ settings, meters, location, clock, logger }: DoorParts): Doors {
  const refusals = createRefusals({ clock, logger, count: countRefusals(meters) });
  const addresses = clientAddresses(settings.TRUSTED_PROXIES);
  const throttle = openGuessThrottle(location, { logger });
  const signedOut = openSignedOut(location, { logger });
  const guesses = createGuesses({ refusals, throttle, clock });
  const proxyHeader = settings.OPERATOR_PROXY_HEADER;
  return {
    name: "doors",
    stop() {
      refusals.close();
      throttle.close();
      signedOut?.close();
    },
    addresses,
    refusals,
    guesses,
    signedOut,
    guard: (app) =>
      slowDownGuessers(app, { addresses, guesses, proxyHeader, keyHeaders: settings.FIVE9_KEY_HEADERS }),
  };
}

export function countRefusals(meters: Meters): (kind: RefusalKind) => void {
  return meters.counterBy({
    name: "sidetone_refused_total",
    help: "Strangers turned away, by door and reason",
    label: "kind",
  });
}
