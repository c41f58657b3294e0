/**
 * I15: walks the real delivery code through every order of a handful of steps, each run from the beginning. Of orders that
 * lead to the same state one is followed further.
 */
import { DeliveryRun, type DeliveryScenario } from "./delivery-run.ts";

/** Seconds. */
export const SMALL_DELIVERY: readonly DeliveryScenario[] = [
  {
    name: "an event twice and another, a desktop that joins, leaves and comes back",
    events: ["m1", "m2", "m1"],
    desktops: [2],
    faults: 0,
  },
  {
    name: "two events, a desktop that comes back, a log that fails once",
    events: ["m1", "m2"],
    desktops: [2],
    faults: 1,
  },
  { name: "two events, two desktops", events: ["m1", "m2"], desktops: [1, 1], faults: 0 },
];

/** Half a minute. */
export const LARGE_DELIVERY: readonly DeliveryScenario[] = [
  { name: "three events, two desktops", events: ["m1", "m2", "m3"], desktops: [1, 1], faults: 0 },
];

export interface DeliveryProof {
  states: number;
  transitions: number;
  depth: number;
  /** Steps to a state in which a desktop has not seen the log once and in order; null if there is none. */
  counterexample: { what: string; path: readonly string[] } | null;
}

/** `make` builds one run of a scenario; another than the default breaks something on purpose. */
export async function proveDelivery(
  scenario: DeliveryScenario,
  make: (scenario: DeliveryScenario) => DeliveryRun = (wanted) => new DeliveryRun(wanted),
): Promise<DeliveryProof> {
  const seen = new Set<string>();
  let layer: string[][] = [[]];
  let transitions = 0;
  let depth = 0;
  for (; layer.length > 0; depth += 1) {
    const next: string[][] = [];
    for (const path of layer) {
      const run = make(scenario);
      for (const step of path) await run.take(step);
      const key = run.key();
      if (seen.has(key)) continue;
      seen.add(key);
      const open = run.steps();
      transitions += open.length;
      const what = run.wrong() ?? (open.length === 0 ? run.missing() : null);
      if (what !== null) return { states: seen.size, transitions, depth, counterexample: { what, path } };
      for (const step of open) next.push([...path, step]);
    }
    layer = next;
  }
  return { states: seen.size, transitions, depth: depth - 1, counterexample: null };
}
