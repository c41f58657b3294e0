/** The calls the console knows of, folded from the feed's messages and from lists of older calls. */
import type { CallList, CallSummary } from "../../../operators/contract/call-summary.ts";
import type { CallsMessage } from "../../../operators/contract/feed.ts";

export interface CallsState {
  calls: ReadonlyMap<string, CallSummary>;
  liveCount: number;
  /** False until all live calls have come once. */
  isComplete: boolean;
}

export const NO_CALLS: CallsState = { calls: new Map(), liveCount: 0, isComplete: false };

/** Ended calls kept in the page; the oldest go first. */
export const MAX_ENDED = 2_000;

/** Live calls that a full message does not name have ended meanwhile: they go, and a list brings them back as ended. */
export function applyCalls(state: CallsState, message: CallsMessage): CallsState {
  const calls = new Map(state.calls);
  if (message.full) {
    const named = new Set(message.changed.map(({ callKey }) => callKey));
    for (const [key, call] of calls) if (call.live && !named.has(key)) calls.delete(key);
  }
  for (const call of message.changed) calls.set(call.callKey, call);
  return {
    calls: withinBound(calls),
    liveCount: message.liveCount,
    isComplete: state.isComplete || message.full,
  };
}

/** A list answered by the API. What the feed already told of a call is newer than what a list says of it. */
export function addListed(state: CallsState, list: Pick<CallList, "calls">): CallsState {
  const calls = new Map(state.calls);
  for (const call of list.calls) {
    const known = calls.get(call.callKey);
    if (known === undefined || known.changedAtMs < call.changedAtMs) calls.set(call.callKey, call);
  }
  return { ...state, calls: withinBound(calls) };
}

function withinBound(calls: Map<string, CallSummary>): Map<string, CallSummary> {
  const ended: CallSummary[] = [];
  for (const call of calls.values()) if (!call.live) ended.push(call);
  if (ended.length <= MAX_ENDED) return calls;
  ended.sort((a, b) => b.startedAtMs - a.startedAtMs);
  for (const { callKey } of ended.slice(MAX_ENDED)) calls.delete(callKey);
  return calls;
}
