/** Work that is repeated while calls live. An idle process has no timer for it. */
import type { Clock } from "../base/clock.ts";
import type { CallsHere } from "../calls/calls-here.ts";

export interface WhileCallsLive {
  directory: Pick<CallsHere, "list" | "onChange">;
  clock: Clock;
  intervalMs: number;
}

/** Begins with the first change of a call; the last run sees that none is there any more. */
export function whileCallsLive(
  { directory, clock, intervalMs }: WhileCallsLive,
  run: (calls: ReturnType<CallsHere["list"]>) => void,
): { stop(): void } {
  let timer: unknown = null;
  function arm(): void {
    timer ??= clock.setTimeout(() => {
      timer = null;
      const calls = directory.list();
      // First, so that what fails in it does not end the repetition.
      if (calls.length > 0) arm();
      run(calls);
    }, intervalMs);
  }
  const unlisten = directory.onChange(arm);
  return {
    stop() {
      unlisten();
      clock.clearTimeout(timer);
    },
  };
}
