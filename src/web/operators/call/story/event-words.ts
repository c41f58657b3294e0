/** Names of events as operators read them: the machines' own ones say where in the chart they come from, at length. */

/**
 * "xstate.after.reconnectGrace.call.live.media.draining.grace" -> "after reconnectGrace",
 * "xstate.done.actor.0.call.live.conversation.opening.trying" -> "done: conversation.opening.trying",
 * "xstate.error.actor.participant:agent" -> "error: participant:agent"; other names stay.
 */
export function eventWords(event: string): string {
  const after = /^xstate\.after\.([^.]+)\./.exec(event);
  if (after !== null) return `after ${after[1]}`;
  const work = /^xstate\.(done|error)\.actor\.(?:\d+\.)?(?:call\.live\.|participant\.)?(.+)$/.exec(event);
  return work === null ? event : `${work[1]}: ${work[2]}`;
}
