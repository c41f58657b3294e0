/** Lines of a history that become events on the call's span, and which of their fields go with them. */
import type { HistoryLine } from "../../contract/history-line.ts";
import type { SpanAttributes } from "./span.ts";

const LEDGER_FIELDS = [
  "speaker",
  "receivedMs",
  "recognizedMs",
  "bufferedMs",
  "heardMs",
  "droppedHoldMs",
  "droppedOverflowMs",
  "droppedAbandonedMs",
  "replayedMs",
] as const;

/** Neither ids of people nor texts that somebody typed. */
const EVENT_FIELDS: Readonly<Record<string, readonly string[]>> = {
  "cti.received": [],
  "leg.opened": ["speaker", "encoding", "sampleRateHertz"],
  "leg.firstAudio": ["speaker"],
  "leg.held": ["speaker"],
  "leg.resumed": ["speaker"],
  "leg.callEnded": ["speaker"],
  "leg.closed": ["speaker", "cause", "statusCode"],
  "agent.presence": ["isPresent"],
  "recognition.stop": ["speaker"],
  "recognition.start": ["speaker"],
  "recognition.rollOver": ["speaker"],
  "audio.gap": ["speaker", "gapMs", "reason"],
  "audio.missing": ["speaker", "fromMs", "toMs", "reason"],
  "participant.failed": ["speaker", "code"],
  "participant.stopped": ["speaker", "lastWords"],
  "mediastream.reported": ["status", "callLeg", "failureType"],
  "desktop.joined": [],
  "desktop.left": [],
  "call.restored": [],
  "call.leaving": [],
  "call.end": ["isTooLong", "isForGood"],
  "operator.action": ["action", "speaker"],
  "ledger.closed": LEDGER_FIELDS,
  "ledger.interrupted": LEDGER_FIELDS,
};

/** Null for a line that is no event of the call's span. */
export function callEventOf(line: HistoryLine): SpanAttributes | null {
  const fields = EVENT_FIELDS[line.event];
  if (fields === undefined || line.actor.startsWith("participant:")) return null;
  return pick(line.detail, fields);
}

/** The named fields that are there, as `sidetone.` and the name in snake case. */
export function pick(
  detail: Readonly<Record<string, unknown>> | undefined,
  fields: readonly string[],
): SpanAttributes {
  const attributes: Record<string, string | number | boolean> = {};
  for (const field of fields) {
    const value = detail?.[field];
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      attributes[attributeName(field)] = value;
    }
  }
  return attributes;
}

function attributeName(field: string): string {
  return `sidetone.${field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
