/** The calls that the console knows, folded from the feed's messages and from lists of older calls. */
import type { CallList, CallSummary } from "../../../contract/call-summary.ts";
import type { CallsMessage } from "../../../contract/feed.ts";

export interface CallsState {
  calls: ReadonlyMap<string, CallSummary>;
  liveCount: number;
  /** False until all live calls have come once. */
  isComplete: boolean;
  /** Calls that were live before a break and that the feed has not named since. */
  unconfirmed: ReadonlySet<string>;
}

export const NO_CALLS: CallsState = {
  calls: new Map(),
  liveCount: 0,
  isComplete: false,
  unconfirmed: new Set(),
};

/** Ended calls kept in the page; the oldest go first. */
export const MAX_ENDED = 2_000;

/**
 * A full message replaces the live calls, but a long list comes in parts: the former live calls stay in sight until
 * all parts are there. Calls that they did not name have ended: they are removed, and a list brings them back as ended.
 */
export function applyCalls(state: CallsState, message: CallsMessage): CallsState {
  const calls = new Map(state.calls);
  let unconfirmed = state.unconfirmed;
  if (message.full) unconfirmed = new Set([...calls.values()].filter(({ live }) => live).map(keyOf));
  if (unconfirmed.size > 0) {
    unconfirmed = unconfirmed.difference(new Set(message.changed.map(keyOf)));
  }
  for (const call of message.changed) calls.set(call.callKey, call);
  let live = 0;
  for (const call of calls.values()) if (call.live) live += 1;
  const hasAll = live - unconfirmed.size >= message.liveCount;
  if (hasAll && unconfirmed.size > 0) {
    for (const key of unconfirmed) calls.delete(key);
    unconfirmed = new Set();
  }
  return {
    calls: withinBound(calls),
    liveCount: message.liveCount,
    isComplete: state.isComplete || hasAll,
    unconfirmed,
  };
}

const keyOf = ({ callKey }: CallSummary): string => callKey;

/** A list with all live calls is asked for: until it is there, or the feed names them, the known live calls are in doubt. */
export function beginListing(state: CallsState): CallsState {
  return { ...state, unconfirmed: new Set([...state.calls.values()].filter(({ live }) => live).map(keyOf)) };
}

/** The list that `beginListing` announced: what is still in doubt has ended, and comes back with the ended calls. */
export function takeListing(state: CallsState, list: Pick<CallList, "calls" | "liveCount">): CallsState {
  const listed = new Set(list.calls.map(keyOf));
  const calls = new Map(state.calls);
  for (const key of state.unconfirmed) if (!listed.has(key)) calls.delete(key);
  const known = {
    ...state,
    calls,
    liveCount: list.liveCount,
    isComplete: true,
    unconfirmed: new Set<string>(),
  };
  return addListed(known, list);
}

/** A list answered by the API. The feed's row of a call is newer than the list's. */
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
