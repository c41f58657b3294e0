/** Work that is repeated while there is something to do. With nothing to do there is no timer. */
import type { Clock } from "./clock.ts";

export interface WhileNeeded {
  /** There may be something to do from now on. Costs nothing where it is repeated already. */
  begin(): void;
  stop(): void;
}

/** `run` says whether it is to be run again; one that throws is. It is first run an interval after `begin`. */
export function whileNeeded(clock: Clock, intervalMs: number, run: () => boolean): WhileNeeded {
  let timer: unknown = null;
  function begin(): void {
    timer ??= clock.setTimeout(() => {
      timer = null;
      begin();
      if (run()) return;
      clock.clearTimeout(timer);
      timer = null;
    }, intervalMs);
  }
  return { begin, stop: () => clock.clearTimeout(timer) };
}
