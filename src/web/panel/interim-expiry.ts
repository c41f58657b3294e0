/** Takes interim text away that nothing renews: its end may have been lost on the way, and it must not stay for the whole call. */
import { type Interim, interimsOf } from "./state/transcript.ts";
import type { PanelStore } from "./store.ts";

/** A speaker's next partial result comes within a second or two. */
export const INTERIM_LASTS_MS = 10_000;
/** A complete utterance waits for its message, which an outage at Google may delay. */
export const WHOLE_INTERIM_LASTS_MS = 60_000;

export interface Timers {
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
}

const BROWSER_TIMERS: Timers = {
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};

/** Returns the function that ends it. */
export function expireInterims(store: PanelStore, timers: Timers = BROWSER_TIMERS): () => void {
  const waiting = new Map<Interim, unknown>();

  function follow(): void {
    const shown = new Set(interimsOf(store.state().transcript));
    for (const [interim, timer] of waiting) {
      if (shown.has(interim)) continue;
      timers.clearTimeout(timer);
      waiting.delete(interim);
    }
    for (const interim of shown) {
      if (waiting.has(interim)) continue;
      const lastsMs = interim.isFinal ? WHOLE_INTERIM_LASTS_MS : INTERIM_LASTS_MS;
      const expire = () => store.dispatch({ type: "interim.expired", interim });
      waiting.set(interim, timers.setTimeout(expire, lastsMs));
    }
  }

  const unsubscribe = store.subscribe(follow);
  follow();
  return () => {
    unsubscribe();
    for (const timer of waiting.values()) timers.clearTimeout(timer);
    waiting.clear();
  };
}
