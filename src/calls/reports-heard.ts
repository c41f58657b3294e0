/** Five9's reports of a call's streams on their way to the call: each once, and beyond a number without a line. */
import type { CallContext } from "../actors/call/context.ts";
import type { CallEvent } from "../actors/call/events.ts";
import { isTooMany } from "../actors/call/news.ts";

/** Whether the call has had this report; a job may bring one again that a process handled before it died. */
export function hasHeard(context: Pick<CallContext, "mediastreamReportIds">, event: CallEvent): boolean {
  if (event.type !== "mediastream.reported" || event.reportId === undefined) return false;
  return context.mediastreamReportIds.includes(event.reportId);
}

/** The event as the call is to hear it. */
export function counted(context: Parameters<typeof isTooMany>[0], event: CallEvent): CallEvent {
  if (event.type !== "mediastream.reported" || !isTooMany(context, event)) return event;
  return { ...event, isUnwritten: true };
}
