/** Names of events as operators read them, because XState's own are long paths in the chart. */

import type { HistoryLine } from "../../../../contract/history-line.ts";
import { countOf } from "../../parts/format.ts";

/** A line's event, and what a person must know of it before they believe it. */
export function lineWords({ event, detail }: Pick<HistoryLine, "event" | "detail">): string {
  if (event === "history.omitted") return `${countOf(Number(detail?.count), "line")} left out`;
  const words = eventWords(event);
  return detail?.unproved === true ? `${words} (unproved: it came without a key)` : words;
}

/** Says of a history that lacks lines which ones. */
export function cutWords(lines: readonly HistoryLine[]): string {
  const omitted = lines.find(({ event }) => event === "history.omitted");
  if (omitted !== undefined) {
    const left = countOf(Number(omitted.detail?.count), "line");
    return `This call's history is long: ${left} after line ${omitted.line - 1} left out here; its beginning and end are complete.`;
  }
  return `The oldest lines of this call are no longer kept: nothing before line ${lines[0]?.line ?? 0} is shown.`;
}

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
