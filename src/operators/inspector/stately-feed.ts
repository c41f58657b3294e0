/** Lets inspectors watch the live calls' actors. Without an inspector nothing is attached to any call. */
import type { AnyActorRef } from "xstate";
import type { Clock } from "../../base/clock.ts";
import type { LocalDirectory } from "../../calls/directory.ts";
import type { LiveCall } from "../../calls/live-call.ts";
import { type StatelyMessage, statelyActor, statelyMessageOf } from "./stately-message.ts";

/** A developer watches few; an inspector draws every actor it hears of. */
const MAX_CALLS = 20;
const MAX_INSPECTORS = 4;

export interface StatelyFeed {
  /**
   * Sends every message as JSON text, those that make known what lives already first. Returns the function that ends it,
   * or null where there are too many inspectors.
   */
  open(send: (text: string) => void): (() => void) | null;
}

export function createStatelyFeed(options: {
  directory: Pick<LocalDirectory, "list" | "onChange">;
  clock: Clock;
}): StatelyFeed {
  const { directory, clock } = options;
  const inspectors = new Set<(text: string) => void>();
  const attached = new Map<LiveCall, () => void>();
  let unlisten: (() => void) | null = null;

  function tell(message: StatelyMessage): void {
    const text = JSON.stringify(message);
    for (const send of inspectors) send(text);
  }

  function attach(call: LiveCall): void {
    if (attached.has(call) || attached.size >= MAX_CALLS) return;
    const actor = call.actor();
    if (actor.getSnapshot().status !== "active") return;
    const subscription = actor.system.inspect((inspection) => {
      const message = statelyMessageOf(inspection, clock.now());
      if (message !== null) tell(message);
    });
    attached.set(call, () => subscription.unsubscribe());
    for (const message of actorsOf(call, clock.now())) tell(message);
  }

  /** Runs on the call's path, in development only. */
  function onChange(call: LiveCall): void {
    if (call.actor().getSnapshot().status === "active") {
      attach(call);
      return;
    }
    attached.get(call)?.();
    attached.delete(call);
  }

  return {
    open(send) {
      if (inspectors.size >= MAX_INSPECTORS) return null;
      for (const call of attached.keys()) {
        for (const message of actorsOf(call, clock.now())) send(JSON.stringify(message));
      }
      inspectors.add(send);
      unlisten ??= directory.onChange(onChange);
      for (const call of directory.list()) attach(call);
      return () => {
        inspectors.delete(send);
        if (inspectors.size > 0) return;
        unlisten?.();
        unlisten = null;
        for (const detach of attached.values()) detach();
        attached.clear();
      };
    },
  };
}

/** The call's actor and all below it, parents first. */
function actorsOf(call: LiveCall, atMs: number): StatelyMessage[] {
  const root = call.actor();
  const found: AnyActorRef[] = [root];
  for (const ref of found) {
    const { children = {} } = ref.getSnapshot() as { children?: Record<string, AnyActorRef | undefined> };
    for (const child of Object.values(children)) if (child !== undefined) found.push(child);
  }
  return found.map((ref) => statelyActor(ref, root.sessionId, atMs));
}
