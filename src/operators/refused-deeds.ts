/** Refusals for the audit: repeated attempts must not push out all other entries. */
import type { Clock } from "../base/clock.ts";
import type { Deed } from "./auditor.ts";

export interface RefusedDeeds {
  /** Resolves once the deed is written, or is counted for a sum. */
  add(deed: Deed): Promise<void>;
}

export interface RefusedDeedsOptions {
  write(deed: Deed): Promise<void>;
  clock: Clock;
}

/** Attempts with separate entries, of one operator at one thing. */
const FREE = 5;
/** What follows is summed up: for this long at first, then for twice as long each time. */
const FIRST_SUM_MS = 10_000;
const LONGEST_SUM_MS = 3_600_000;
/** After so long without any, the next ones have separate entries again. */
const FORGOTTEN_AFTER_MS = LONGEST_SUM_MS;
/** Pairs of operator and action; beyond it the one whose last attempt is oldest starts again. */
const MAX_KEPT = 256;

interface Attempts {
  written: number;
  unsaid: number;
  last: Deed;
  lastMs: number;
  sumMs: number;
}

/**
 * A day of guessing without a pause makes some forty entries. A sum has the detail of its last attempt, and `attempts`. What
 * is not summed up when the process ends is left to the log and the metric, which count each.
 */
export function createRefusedDeeds({ write, clock }: RefusedDeedsOptions): RefusedDeeds {
  const kept = new Map<string, Attempts>();

  function attemptsAt(deed: Deed): Attempts {
    const key = `${deed.operator} ${deed.action}`;
    const lastMs = clock.now();
    let known = kept.get(key);
    kept.delete(key);
    if (known === undefined || (known.unsaid === 0 && lastMs - known.lastMs > FORGOTTEN_AFTER_MS))
      known = { written: 0, unsaid: 0, last: deed, lastMs, sumMs: FIRST_SUM_MS };
    known.last = deed;
    known.lastMs = lastMs;
    // The map keeps the order in which attempts came last.
    kept.set(key, known);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return known;
  }

  function sumUp(attempts: Attempts): void {
    const { last, unsaid } = attempts;
    attempts.unsaid = 0;
    attempts.sumMs = Math.min(attempts.sumMs * 2, LONGEST_SUM_MS);
    void write({ ...last, detail: { ...last.detail, attempts: unsaid } });
  }

  return {
    async add(deed) {
      const attempts = attemptsAt(deed);
      if (attempts.written < FREE) {
        attempts.written += 1;
        await write(deed);
        return;
      }
      attempts.unsaid += 1;
      if (attempts.unsaid === 1) clock.setTimeout(() => sumUp(attempts), attempts.sumMs);
    },
  };
}
