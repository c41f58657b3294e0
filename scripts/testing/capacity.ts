/** How much of this machine a run may use. */
import { availableParallelism, totalmem } from "node:os";
import type { Capacity } from "./schedule.ts";

/** A story with its browser, its Sidetone and its simulators takes less. */
const BYTES_PER_LANE = 1.5e9;
const LANES_PER_CORE = 4;

/** All cores; `lanes` says how many jobs run at a time, otherwise memory and cores do. */
export function capacityOf(lanes?: string): Capacity {
  const cores = availableParallelism();
  const wanted = Number(lanes);
  if (Number.isInteger(wanted) && wanted > 0) return { cores, lanes: wanted };
  const fitting = Math.floor(totalmem() / BYTES_PER_LANE);
  return { cores, lanes: Math.max(1, Math.min(LANES_PER_CORE * cores, fitting)) };
}
