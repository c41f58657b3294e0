/** I15: walks the real delivery code through every order of a handful of steps. */
import { DeliveryRun, type DeliveryScenario } from "./delivery-run.ts";
import { type RunProof, walkRuns } from "./run-walk.ts";

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

/** `make` builds one run of a scenario; another than the default breaks something on purpose. */
export function proveDelivery(
  scenario: DeliveryScenario,
  make: (scenario: DeliveryScenario) => DeliveryRun = (wanted) => new DeliveryRun(wanted),
): Promise<RunProof> {
  return walkRuns(() => make(scenario));
}
