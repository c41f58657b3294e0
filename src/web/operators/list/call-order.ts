/** Which calls are shown, in which order, and how rows keep their place while they are looked at. */
import type { CallSummary } from "../../../contract/call-summary.ts";
import { matchesFilter } from "../../../contract/matches-filter.ts";
import type { CallFilter, CallSort } from "../data/call-filter.ts";

/** Keys of the calls that the filter lets through, in its order. `nowMs` ends the length of live calls. */
export function orderCalls(calls: Iterable<CallSummary>, filter: CallFilter, nowMs: number): string[] {
  const shown: CallSummary[] = [];
  for (const call of calls) if (matchesFilter(call, filter)) shown.push(call);
  const compare = COMPARE[filter.sort];
  shown.sort(
    (a, b) => compare(a, b, nowMs) || b.startedAtMs - a.startedAtMs || (a.callKey < b.callKey ? -1 : 1),
  );
  return shown.map(({ callKey }) => callKey);
}

/** 2 for a serious alarm, 1 for a warning, 0 for none. */
export function gravityOf(call: CallSummary): number {
  let gravity = 0;
  for (const { severity } of call.alarms) gravity = Math.max(gravity, severity === "serious" ? 2 : 1);
  return gravity;
}

export function durationMsOf(call: CallSummary, nowMs: number): number {
  return (call.endedAtMs ?? nowMs) - call.startedAtMs;
}

type Compare = (a: CallSummary, b: CallSummary, nowMs: number) => number;

const liveFirst: Compare = (a, b) => Number(b.live) - Number(a.live);

const COMPARE: Readonly<Record<CallSort, Compare>> = {
  // An alarm of a call that is over can wait for those that can still be helped.
  alarms: (a, b, nowMs) => liveFirst(a, b, nowMs) || gravityOf(b) - gravityOf(a),
  newest: () => 0,
  longest: (a, b, nowMs) => durationMsOf(b, nowMs) - durationMsOf(a, nowMs),
};

export interface HeldOrder {
  /** What is shown: the rows that were there, each in its place. */
  keys: readonly string[];
  /** Calls that wait to be shown. */
  newCalls: number;
  /** Calls shown further down that the order would now put above calls without an alarm. */
  newAlarms: number;
}

/**
 * Rows keep their place while the pointer is on them: `shown` stays, apart from calls that exist no more; what `wanted`
 * has in addition waits. `alarmed` are the keys that had an alarm when the rows came to rest.
 */
export function holdOrder(
  shown: readonly string[],
  wanted: readonly string[],
  calls: ReadonlyMap<string, CallSummary>,
  alarmed: ReadonlySet<string>,
): HeldOrder {
  const kept = new Set(shown);
  let newCalls = 0;
  let newAlarms = 0;
  for (const key of wanted) {
    const call = calls.get(key);
    if (!kept.has(key)) newCalls += 1;
    else if (call?.live === true && call.alarms.length > 0 && !alarmed.has(key)) newAlarms += 1;
  }
  const isWhole = shown.every((key) => calls.has(key));
  return { keys: isWhole ? shown : shown.filter((key) => calls.has(key)), newCalls, newAlarms };
}
