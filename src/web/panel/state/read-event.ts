/** Reads the server's `assist-event` messages. A page stays open while the server is updated, so they may be of a newer version. */
import type { ShownAssistEvent } from "../../../assist/event.ts";
import { readUnknown } from "../../../assist/google/read-unknown.ts";
import type { Suggestion } from "../../../assist/suggestion.ts";
import { recordOf, textOf } from "../../../base/json-fields.ts";
import { isCardKind } from "./card.ts";

const TYPES: Readonly<Record<ShownAssistEvent["type"], true>> = {
  "transcript.interim": true,
  "transcript.final": true,
  message: true,
  suggestion: true,
  lifecycle: true,
  translation: true,
};

/** Undefined for anything but an event; one of an unknown type says nothing and counts as seen. */
export function readEvent(raw: unknown): ShownAssistEvent | undefined {
  const { type, id } = recordOf(raw);
  if (typeof type !== "string" || typeof id !== "string") return undefined;
  const event = raw as ShownAssistEvent;
  if (!Object.hasOwn(TYPES, type)) return { ...event, type: "lifecycle", change: "other", message: "" };
  if (event.type !== "suggestion") return event;
  return { ...event, suggestions: event.suggestions.flatMap(readSuggestion) };
}

/** One of an unknown kind is shown by its readable fields. */
function readSuggestion(suggestion: Suggestion): Suggestion[] {
  const { kind, ...fields } = recordOf(suggestion.content);
  if (isCardKind(textOf(kind))) return [suggestion];
  return readUnknown(textOf(kind), fields).map((content) => ({ ...suggestion, content }));
}
