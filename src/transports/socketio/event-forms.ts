/** An event as a Socket.IO message: its name and its one argument. */
import { type ShownAssistEvent, shownForm } from "../../assist/event.ts";
import { type AssistEnvelope, buildEnvelope } from "../../assist/google/envelope.ts";
import type { EventInHand } from "../../delivery/desktop.ts";

/** For Sidetone's pages: one name for all. */
export function ownForm({ sequence, event }: EventInHand): [name: string, message: ShownAssistEvent] {
  return ["assist-event", shownForm(event(), sequence)];
}

/** For Google's UI Modules: the names of Google's integration. */
export function googleForm(
  room: string,
  { sequence, takenInAtMs, notification }: EventInHand,
): [name: string, message: AssistEnvelope] {
  const envelope = buildEnvelope(room, notification(), sequence, takenInAtMs);
  return [envelope.data_type, envelope];
}
