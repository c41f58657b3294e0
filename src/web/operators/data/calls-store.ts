/** Holds the calls of the list and notifies their views, at most once per frame. */
import type { CallList } from "../../../contract/call-summary.ts";
import type { CallsMessage } from "../../../contract/feed.ts";
import {
  addListed,
  applyCalls,
  beginListing,
  type CallsState,
  NO_CALLS,
  takeListing,
} from "./calls-state.ts";
import { oncePerFrame } from "./frames.ts";

export interface CallsStore {
  state(): CallsState;
  apply(message: CallsMessage): void;
  addListed(list: Pick<CallList, "calls">): void;
  /** A list with all live calls is asked for, and has come. */
  beginListing(): void;
  takeListing(list: Pick<CallList, "calls" | "liveCount">): void;
  /** Returns the unsubscribe function. */
  subscribe(listener: () => void): () => void;
}

export function createCallsStore(): CallsStore {
  let state = NO_CALLS;
  const listeners = new Set<() => void>();
  const tell = oncePerFrame(() => {
    for (const listener of listeners) listener();
  });
  const become = (next: CallsState) => {
    state = next;
    tell();
  };
  return {
    state: () => state,
    apply: (message) => become(applyCalls(state, message)),
    addListed: (list) => become(addListed(state, list)),
    beginListing: () => become(beginListing(state)),
    takeListing: (list) => become(takeListing(state, list)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
