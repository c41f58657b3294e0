/** Time as a dependency: everything that waits or stamps takes a Clock, so tests advance it instead of sleeping. */

/** Structurally compatible with XState's Clock; `now()` is milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
  setTimeout(fn: () => void, timeoutMs: number): unknown;
  clearTimeout(id: unknown): void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (fn, timeoutMs) => setTimeout(fn, timeoutMs),
  clearTimeout: (id) => clearTimeout(id as ReturnType<typeof setTimeout>),
};
