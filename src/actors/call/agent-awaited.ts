/**
 * Whether an agent counts as there while their leg is away. A leg that broke, or was told to begin again, is back within moments:
 * recognition that stopped meanwhile would cut the customer's words.
 */
import { speakerRoleOf } from "../../contract/speaker.ts";
import type { CallContext, LegRecord } from "./context.ts";
import type { CallEvent } from "./events.ts";

type Legs = Pick<CallContext, "legs">;

/** By the last leg of each agent. */
function awaited({ legs }: Legs): LegRecord[] {
  const ofAgents = legs.filter(({ speaker }) => speakerRoleOf(speaker) === "agent");
  const last = new Map(ofAgents.map((leg) => [leg.speaker, leg]));
  return [...last.values()].filter(
    ({ open, ended, callEnded, displaced, givenUp }) =>
      !open && !callEnded && !(ended ?? displaced ?? givenUp ?? false),
  );
}

export function awaitsAgent(context: Legs): boolean {
  return awaited(context).length > 0;
}

/** Whether an event may change whom the call waits for; a deadline does not outlive the former owner. */
export function mayAwaitAgent(event: CallEvent): boolean {
  if (event.type === "call.restored") return true;
  const isOfLeg = event.type === "leg.opened" || event.type === "leg.closed";
  return isOfLeg && speakerRoleOf(event.speaker) === "agent";
}

/** Those that did not come back in time. */
export function withoutAwaited({ legs }: Legs): Legs {
  const late = new Set(awaited({ legs }));
  return { legs: legs.map((leg) => (late.has(leg) ? { ...leg, givenUp: true as const } : leg)) };
}
