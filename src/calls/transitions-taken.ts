/** Transitions of one microstep, from a field of XState's inspection events that it does not promise to keep. */
import type { AnyTransitionDefinition, InspectedMicrostepEvent } from "xstate";
import type { Transition } from "../contract/history-line.ts";

/**
 * The transitions that move the actor, added to `taken`; those without a target only run actions. `_transitions` is
 * XState's (5.33, inspection.d.ts); without it histories tell states only, and nothing breaks.
 */
export function addTransitions(
  step: InspectedMicrostepEvent,
  taken: Transition[] | undefined,
): Transition[] | undefined {
  let added = taken;
  const transitions: readonly AnyTransitionDefinition[] | undefined = step._transitions;
  for (const { source, target } of transitions ?? []) {
    if (target === undefined) continue;
    const to = target.map((node) => node.id);
    if (added === undefined) added = [{ from: source.id, to }];
    else added.push({ from: source.id, to });
  }
  return added;
}
