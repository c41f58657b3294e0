/** Events that may be many, on their way to the call: what it knows already is left out, and beyond a number they have no line. */
import type { CallContext } from "../actors/call/context.ts";
import type { CallEvent } from "../actors/call/events.ts";
import { knowsEntry } from "../actors/call/log-entries.ts";
import { isTooMany } from "../actors/call/news.ts";

/** Lost texts of one speaker with a separate line in the history; the others are counted. */
const MAX_WRITTEN_LOSSES = 40;

/**
 * Whether the call knows this: a report that a job brings again, because a process died after it had handled it; a
 * participant that each stream of its speaker finds; or an entry of its log that comes by mail and from the log.
 */
export function hasHeard(
  context: Pick<CallContext, "mediastreamReportIds" | "participantIds" | "loggedSequence" | "unheardEntries">,
  event: CallEvent,
): boolean {
  if (event.type === "speaker.named") return context.participantIds[event.speaker] === event.participantId;
  if (event.type === "assist.logged") return knowsEntry(context, event.sequence);
  if (event.type !== "mediastream.reported" || event.reportId === undefined) return false;
  return context.mediastreamReportIds.includes(event.reportId);
}

/** The event as the call is to hear it. */
export function counted(
  context: Parameters<typeof isTooMany>[0] & Pick<CallContext, "lostTexts">,
  event: CallEvent,
): CallEvent {
  if (event.type === "text.lost") {
    const isOneOfMany = (context.lostTexts[event.speaker]?.count ?? 0) >= MAX_WRITTEN_LOSSES;
    return isOneOfMany ? { ...event, isUnwritten: true } : event;
  }
  if (event.type !== "mediastream.reported" || !isTooMany(context, event)) return event;
  return { ...event, isUnwritten: true };
}
