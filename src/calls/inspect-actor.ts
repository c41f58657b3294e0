/** The actors of a call as messages: first those that live already, then each event. */
import type { AnyActorRef } from "xstate";
import type { Clock } from "../base/clock.ts";
import { actorMessage, type InspectionMessage, inspectionMessageOf } from "./inspection-message.ts";

/** Returns the function that ends it. */
export function inspectActor(
  root: AnyActorRef,
  clock: Clock,
  tell: (message: InspectionMessage) => void,
): () => void {
  const subscription = root.system.inspect((inspection) => {
    const message = inspectionMessageOf(inspection, clock.now());
    if (message !== null) tell(message);
  });
  for (const ref of familyOf(root)) tell(actorMessage(ref, root.sessionId, clock.now()));
  return () => subscription.unsubscribe();
}

/** The actor and all below it, parents first. */
function familyOf(root: AnyActorRef): AnyActorRef[] {
  const found = [root];
  for (const ref of found) {
    const { children = {} } = ref.getSnapshot() as { children?: Record<string, AnyActorRef | undefined> };
    for (const child of Object.values(children)) if (child !== undefined) found.push(child);
  }
  return found;
}
