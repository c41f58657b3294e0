/** Decides what runs next, so that both cores are busy and the longest job is not the last. Arithmetic only. */

/** What is known of a job before it runs. */
export interface Plan {
  /** Time it takes when it does not have to wait for a core. */
  readonly durationMs: number;
  /** Processor time within that, of all its processes; more than the duration where it fills several cores. */
  readonly cpuMs: number;
}

/** What the machine offers. */
export interface Capacity {
  readonly cores: number;
  /** Jobs at a time, however little each needs. */
  readonly lanes: number;
}

/** The cores a job keeps busy on average, between a little and all of them. */
function demandOf(plan: Plan, cores: number): number {
  return Math.min(cores, Math.max(0.05, plan.cpuMs / Math.max(1, plan.durationMs)));
}

/** Longest first. */
export function inOrder<T extends Plan>(jobs: readonly T[]): T[] {
  return jobs.toSorted((a, b) => b.durationMs - a.durationMs);
}

/**
 * Index of the first waiting job that fits beside the running ones; -1 when none does. Something always runs: on an idle
 * machine the first job fits, however much it needs.
 */
export function nextToRun(waiting: readonly Plan[], running: readonly Plan[], capacity: Capacity): number {
  if (waiting.length === 0) return -1;
  if (running.length === 0) return 0;
  if (running.length >= capacity.lanes) return -1;
  const used = running.reduce((sum, plan) => sum + demandOf(plan, capacity.cores), 0);
  return waiting.findIndex((plan) => used + demandOf(plan, capacity.cores) <= capacity.cores);
}

/** A job that runs, and for how long it has. */
export interface RunningPlan<T extends Plan = Plan> {
  readonly plan: T;
  readonly ranMs: number;
}

/** Time until all is done if every job takes what its plan says. */
export function remainingMs(
  waiting: readonly Plan[],
  running: readonly RunningPlan[],
  capacity: Capacity,
): number {
  const queue = [...waiting];
  // One that is late already may end at any moment.
  let active = running.map(({ plan, ranMs }) => ({ plan, endMs: Math.max(0, plan.durationMs - ranMs) }));
  let nowMs = 0;
  for (;;) {
    const plans = active.map(({ plan }) => plan);
    const index = nextToRun(queue, plans, capacity);
    const [plan] = index === -1 ? [] : queue.splice(index, 1);
    if (plan !== undefined) {
      active.push({ plan, endMs: nowMs + plan.durationMs });
      continue;
    }
    if (active.length === 0) return nowMs;
    nowMs = Math.max(nowMs, Math.min(...active.map(({ endMs }) => endMs)));
    active = active.filter(({ endMs }) => endMs > nowMs);
  }
}
