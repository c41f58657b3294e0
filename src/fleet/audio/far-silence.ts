/**
 * Tells a call of a leg that is heard and brings nothing, where the one that waits for its turn is on another instance: on one
 * instance that one tells it itself.
 */
import type { CallEvent } from "../../actors/call/events.ts";
import type { Clock } from "../../base/clock.ts";
import { type WhileNeeded, whileNeeded } from "../../base/while-needed.ts";
import type { PlacedLeg } from "./leg-places.ts";

const LOOK_EVERY_MS = 2_000;
/** Five seconds, as on one instance, and the time between two samples of its accounts. */
const SILENT_AFTER_MS = 7_000;

export interface FarSilenceOptions {
  /** See LegPlaces.rivalled. */
  rivalled(): readonly PlacedLeg[];
  /** All audio that the leg's instance has had of its speaker. */
  receivedMs(leg: PlacedLeg): number;
  tell(callKey: string, event: CallEvent): void;
  clock: Clock;
}

interface Watched {
  receivedMs: number;
  sinceMs: number;
  isTold: boolean;
}

/** To begin when a leg may have come to wait for its turn. */
export function watchFarSilence({ rivalled, receivedMs, tell, clock }: FarSilenceOptions): WhileNeeded {
  let watched = new Map<string, Watched>();

  function look(): boolean {
    const next = new Map<string, Watched>();
    for (const leg of rivalled()) {
      const { callKey, legId, speaker } = leg;
      const nowMs = receivedMs(leg);
      const known = watched.get(legId);
      const isSame = known?.receivedMs === nowMs;
      const one = isSame ? known : { receivedMs: nowMs, sinceMs: clock.now(), isTold: false };
      next.set(legId, one);
      if (one.isTold || clock.now() - one.sinceMs < SILENT_AFTER_MS) continue;
      one.isTold = true;
      tell(callKey, { type: "leg.silent", legId, speaker });
    }
    watched = next;
    return next.size > 0;
  }

  return whileNeeded(clock, LOOK_EVERY_MS, look);
}
