/**
 * Walks code through every order of a handful of steps, each run from the beginning. Of orders that lead to the same state
 * one is followed further.
 */

/** One run, in which nothing happens but the steps it is told to take. */
export interface Run {
  /** What may happen next, by name. */
  steps(): string[];
  take(step: string): Promise<void>;
  /** All that decides what can happen from here: runs with the same key go on alike. */
  key(): string;
  /** What is wrong now. */
  wrong(): string | null;
  /** What is missing at the end, when nothing can happen any more. */
  missing(): string | null;
}

export interface RunProof {
  states: number;
  transitions: number;
  depth: number;
  /** A shortest way to something wrong; null if there is none. */
  counterexample: { what: string; path: readonly string[] } | null;
}

export async function walkRuns(make: () => Run): Promise<RunProof> {
  const seen = new Set<string>();
  let layer: string[][] = [[]];
  let transitions = 0;
  let depth = 0;
  for (; layer.length > 0; depth += 1) {
    const next: string[][] = [];
    for (const path of layer) {
      const run = make();
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
