/** Which actor of a call a line or a cause is about. */
import type { LoadedCall } from "./call-model.ts";
import { actorNameOf } from "./story/line-facts.ts";

/** The actor with a chart that the line is of. */
export function actorOfLine({ story }: LoadedCall, line: number): string | undefined {
  const found = story.lines[story.positionOfLine(line) - 1];
  if (found?.line !== line || found.state === undefined) return undefined;
  return actorNameOf(found.actor);
}

/** The actor whose chart explains the first cause. */
export function actorOfCause(call: LoadedCall, line: number | null): string {
  return (line === null ? undefined : actorOfLine(call, line)) ?? "call";
}

/** Counters of each actor as they are now. */
export function factsOf({ detail }: LoadedCall): Record<string, Record<string, unknown>> {
  return Object.fromEntries(detail.actors.flatMap(({ actor, facts }) => (facts ? [[actor, facts]] : [])));
}
