/** Reads the server's `assist-event` messages. */
import type { ShownAssistEvent } from "../../../assist/event.ts";
import { recordOf } from "../../../base/json-fields.ts";

const TYPES: Readonly<Record<ShownAssistEvent["type"], true>> = {
  "transcript.interim": true,
  "transcript.final": true,
  message: true,
  suggestion: true,
  lifecycle: true,
};

/** Undefined for anything but an event of a known kind. */
export function readEvent(raw: unknown): ShownAssistEvent | undefined {
  const { type } = recordOf(raw);
  return typeof type === "string" && Object.hasOwn(TYPES, type) ? (raw as ShownAssistEvent) : undefined;
}
