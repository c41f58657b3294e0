/** Walks a machine through every reachable combination of states, by pure transitions: nothing runs, no time passes. */
import {
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  initialTransition,
  transition,
} from "xstate";

export interface ReachableState {
  /** State value and the facts that decide guards, as text. */
  key: string;
  snapshot: AnyMachineSnapshot;
  /** Keys one event away, by event type. */
  next: Map<string, string>;
}

export interface WalkOptions {
  input: unknown;
  /** Public and delayed events to try in every state; events of the same type may differ in content. */
  events: readonly { type: string }[];
  /** What of the context decides guards; keeps the walk finite. */
  keyOf: (snapshot: AnyMachineSnapshot) => string;
  limit?: number;
}

/** All reachable states by key. Throws if the walk exceeds `limit` states. */
export function walkMachine(machine: AnyStateMachine, options: WalkOptions): Map<string, ReachableState> {
  const limit = options.limit ?? 20_000;
  const [first] = initialTransition(machine, options.input);
  const found = new Map<string, ReachableState>();
  const queue: AnyMachineSnapshot[] = [first];
  found.set(options.keyOf(first), { key: options.keyOf(first), snapshot: first, next: new Map() });
  for (let snapshot = queue.shift(); snapshot !== undefined; snapshot = queue.shift()) {
    const here = found.get(options.keyOf(snapshot));
    if (!here || snapshot.status !== "active") continue;
    for (const event of [...options.events, ...delayedEventsOf(snapshot)]) {
      const [after] = transition(machine, snapshot, event);
      const key = options.keyOf(after);
      here.next.set(event.type, key);
      if (found.has(key)) continue;
      if (found.size >= limit) throw new Error(`more than ${limit} reachable states`);
      found.set(key, { key, snapshot: after, next: new Map() });
      queue.push(after);
    }
  }
  return found;
}

/** Active state nodes; XState keeps them in a field it does not type for callers. */
export function activeNodes(snapshot: AnyMachineSnapshot): AnyStateNode[] {
  return (snapshot as unknown as { _nodes: AnyStateNode[] })._nodes;
}

/** The `after` and completion events the active states wait for. */
function delayedEventsOf(snapshot: AnyMachineSnapshot): { type: string }[] {
  const types = activeNodes(snapshot).flatMap((node) => [...node.transitions.keys()]);
  return [...new Set(types)]
    .filter(
      (type) =>
        type.startsWith("xstate.after.") ||
        type.startsWith("xstate.done.actor") ||
        type.startsWith("xstate.error.actor"),
    )
    .map((type) => ({
      type,
      output: { conversationName: "projects/p/locations/l/conversations/c" },
      error: new Error("refused"),
    }));
}

/** True if some active state says what to do with the event, be it nothing. */
export function isHandled(snapshot: AnyMachineSnapshot, eventType: string): boolean {
  return activeNodes(snapshot).some((node) => node.transitions.has(eventType));
}

/** Keys from which no sequence of events leads to a final state. */
export function keysWithoutEnd(states: Map<string, ReachableState>): string[] {
  const ending = new Set(
    [...states.values()].filter((state) => state.snapshot.status === "done").map((state) => state.key),
  );
  for (let grew = true; grew; ) {
    grew = false;
    for (const state of states.values()) {
      if (ending.has(state.key) || ![...state.next.values()].some((key) => ending.has(key))) continue;
      ending.add(state.key);
      grew = true;
    }
  }
  return [...states.keys()].filter((key) => !ending.has(key));
}

/** Ids of a node and of all below it. */
export function nodeIdsOf(node: AnyStateNode): string[] {
  return [node.id, ...Object.values(node.states).flatMap((child) => nodeIdsOf(child))];
}
