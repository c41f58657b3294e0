/** Wrong secrets at every door: each is counted, and beyond a few of an address they are answered late. */
import type { Clock } from "../base/clock.ts";
import type { RefusalKind, Refusals } from "./refusals.ts";

export interface Guesses {
  /**
   * Counts a wrong secret. Resolves when it may be answered, with the milliseconds until it would be one of few again; 0
   * while it is one. Never rejects. A right secret is never asked about here, so it is never held back.
   */
  wrong(kind: RefusalKind, address: string): Promise<number>;
}

export interface GuessesOptions {
  refusals: Pick<Refusals, "note">;
  /** By door and address, perhaps for several processes together. Never rejects. */
  throttle: { wrong(door: string, address: string): Promise<number> };
  clock: Clock;
}

/** How long an answer is held back, and how many of a door at once: beyond, holding would cost more than answering. */
const HOLD_MS = 500;
const MAX_HELD = 50;

export function createGuesses({ refusals, throttle, clock }: GuessesOptions): Guesses {
  const held = new Map<RefusalKind, number>();
  return {
    async wrong(kind, address) {
      refusals.note(kind);
      const retryAfterMs = await throttle.wrong(kind, address);
      const others = held.get(kind) ?? 0;
      if (retryAfterMs === 0 || others >= MAX_HELD) return retryAfterMs;
      held.set(kind, others + 1);
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, HOLD_MS));
      held.set(kind, (held.get(kind) ?? 1) - 1);
      return retryAfterMs;
    },
  };
}
