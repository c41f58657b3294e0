/** Asks the legs of a server to begin again: each by itself, or all together, at the first moment at which all pause. */
import type { Leg } from "./leg.ts";
import type { DepartureMoment } from "./leg-departure.ts";

export interface Departures {
  ask(when: DepartureMoment): void;
  /** Told by each leg that was asked to leave together with the others, whenever it pauses. */
  onPause(): void;
}

/**
 * `shut` is called when all leave together, before they are asked: a leg that is back sooner than the next process listens
 * is told no error then, but finds nobody and tries again.
 */
export function createDepartures(legs: ReadonlySet<Pick<Leg, "departure">>, shut: () => void): Departures {
  function ask(when: DepartureMoment): void {
    for (const { departure } of [...legs]) departure.askAt(when);
    if (when === "together") leaveIfAllPause();
  }

  function leaveIfAllPause(): void {
    if (![...legs].every(({ departure }) => departure.isPausing)) return;
    shut();
    ask("now");
  }

  return { ask, onPause: leaveIfAllPause };
}
