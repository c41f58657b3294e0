/** Inspection of live calls for one inspector. Without an inspector nothing is attached to any call. */
import type { InspectionMessage } from "./inspection-message.ts";
import type { LiveCall } from "./live-call.ts";

/** A developer watches few, and an inspector draws all of them. */
const MAX_CALLS = 20;

export interface InspectedCalls {
  list(): Iterable<LiveCall>;
  /** Runs on the call's path, in development only. */
  onChange(listener: (call: LiveCall) => void): () => void;
}

/** Returns the function that ends it. */
export function inspectCalls(calls: InspectedCalls, tell: (message: InspectionMessage) => void): () => void {
  const attached = new Map<LiveCall, () => void>();

  function look(call: LiveCall): void {
    if (!call.isActive) {
      attached.get(call)?.();
      attached.delete(call);
    } else if (!attached.has(call) && attached.size < MAX_CALLS) attached.set(call, call.inspect(tell));
  }

  const unlisten = calls.onChange(look);
  for (const call of calls.list()) look(call);
  return () => {
    unlisten();
    for (const detach of attached.values()) detach();
    attached.clear();
  };
}
