/** An event as a Socket.IO message: its name and its one argument. */
import { type ShownAssistEvent, shownForm } from "../../assist/event.ts";
import { type AssistEnvelope, buildEnvelope } from "../../assist/google/envelope.ts";
import type { EventInHand } from "../../delivery/desktop.ts";
import { type ShownCallState, speakerOfParticipant } from "./call-state.ts";

/** For Sidetone's pages: one name for all. `view`: of the call, which knows whose words these are. */
export function ownForm(
  { sequence, event }: EventInHand,
  view: ShownCallState | null,
): [name: string, message: ShownAssistEvent] {
  const shown = shownForm(event(), sequence);
  if (!("voice" in shown) || shown.speaker !== undefined) return ["assist-event", shown];
  const speaker = speakerOfParticipant(view, shown.participantId);
  return ["assist-event", speaker === undefined ? shown : { ...shown, speaker }];
}

/** For a reader who may not act: without the names of answer records, by which suggestions are judged. */
export function onlookerForm(
  inHand: EventInHand,
  view: ShownCallState | null,
): [name: string, message: ShownAssistEvent] {
  const [name, shown] = ownForm(inHand, view);
  if (shown.type !== "suggestion") return [name, shown];
  const suggestions = shown.suggestions.map((suggestion) => ({
    ...suggestion,
    origin: { ...suggestion.origin, records: [] },
  }));
  return [name, { ...shown, suggestions }];
}

/** For Google's UI Modules: the names of Google's integration. */
export function googleForm(
  room: string,
  { sequence, takenInAtMs, notification }: EventInHand,
): [name: string, message: AssistEnvelope] {
  const envelope = buildEnvelope(room, notification(), sequence, takenInAtMs);
  return [envelope.data_type, envelope];
}
