/** What a call hears of an entry of its log. */
import type { CallEvent } from "../actors/call/events.ts";
import type { AssistEvent } from "../assist/event.ts";
import { roleOfVoice } from "../assist/google/voices.ts";
import { isKindShown } from "../contract/ui-features.ts";
import type { LogEntry } from "../storage/port.ts";

export type LoggedEvent = Extract<CallEvent, { type: "assist.logged" }>;

/** `shown`: FEATURES, what agents' pages show; undefined for everything. */
export function loggedEventOf(
  event: AssistEvent,
  { sequence, dataType }: Pick<LogEntry, "sequence" | "dataType">,
  shown: readonly string[] | undefined,
): LoggedEvent {
  const role = "voice" in event ? roleOfVoice(event.voice) : undefined;
  const features = event.type === "suggestion" ? [...event.features] : [];
  const isUnlisted =
    shown !== undefined && features.length > 0 && !features.some((kind) => isKindShown(kind, shown));
  return {
    ...{ type: "assist.logged", sequence, kind: dataType, features },
    ...(isUnlisted ? { isUnlisted } : {}),
    ...(role === undefined ? {} : { role }),
  };
}
