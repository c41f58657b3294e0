/** Events that may be many, on their way to the call: Five9's reports, each once, and lost texts; beyond a number without a line. */
import type { CallContext } from "../actors/call/context.ts";
import type { CallEvent } from "../actors/call/events.ts";
import { isTooMany } from "../actors/call/news.ts";

/** Lost texts of one speaker with a separate line in the history; the others are counted. */
const MAX_WRITTEN_LOSSES = 40;

/** Whether the call has had this report; a job may bring one again that a process handled before it died. */
export function hasHeard(context: Pick<CallContext, "mediastreamReportIds">, event: CallEvent): boolean {
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
