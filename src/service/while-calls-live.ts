/** Work that is repeated while calls live. An idle process has no timer for it. */
import type { Clock } from "../base/clock.ts";
import { joinedTimers } from "../base/joined-timers.ts";
import { whileNeeded } from "../base/while-needed.ts";
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
  const work = whileNeeded(joinedTimers(clock), intervalMs, () => {
    const calls = directory.list();
    run(calls);
    return calls.length > 0;
  });
  const unlisten = directory.onChange(work.begin);
  return {
    stop() {
      unlisten();
      work.stop();
    },
  };
}
