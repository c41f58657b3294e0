/** Inspection events of a call's actors, turned into lines of its history. */
import type { AnyActorRef, InspectionEvent } from "xstate";
import type { HistoryEntry } from "../storage/port.ts";

/** Fields of events that may be kept: codes, positions, counts, names of states. Never transcripts or numbers dialled. */
const KEPT_FIELDS = [
  "speaker",
  "isPresent",
  "legId",
  "cause",
  "gapMs",
  "statusCode",
  "stream",
  "fromMs",
  "toMs",
  "endMs",
  "via",
  "code",
  "advice",
  "message",
  "lastWords",
  "sequence",
  "kind",
  "reason",
  "status",
  "callLeg",
  "failureType",
  "failureDetail",
  "desktopId",
] as const;

/** Counters come once a second and stand in the ledger; published finals matter only where a stream.final follows. */
const LEFT_OUT = new Set(["counters.sampled", "transcript.finalized", "participant.finalPublished"]);

/**
 * One history line for an inspection event, or null where it is not worth one: other kinds of inspection, actors
 * without a chart, and events that are counted elsewhere.
 */
export function historyEntryOf(inspection: InspectionEvent, atMs: number): HistoryEntry | null {
  if (inspection.type !== "@xstate.snapshot") return null;
  const snapshot = inspection.snapshot as { value?: unknown };
  if (snapshot.value === undefined || LEFT_OUT.has(inspection.event.type)) return null;
  const ref = inspection.actorRef as AnyActorRef;
  const actor = ref.sessionId === inspection.rootId ? "call" : ref.id;
  const event = inspection.event as Record<string, unknown> & { type: string };
  const detail = detailOf(event);
  return { atMs, actor, event: event.type, state: snapshot.value, ...(detail ? { detail } : {}) };
}

function detailOf(event: Record<string, unknown>): HistoryEntry["detail"] | null {
  const detail: NonNullable<HistoryEntry["detail"]> = {};
  for (const field of KEPT_FIELDS) {
    const value = event[field];
    if (typeof value === "number" || typeof value === "boolean") detail[field] = value;
    else if (typeof value === "string" && value !== "") detail[field] = value.slice(0, 300);
  }
  const { features, error } = event;
  if (Array.isArray(features) && features.length > 0) detail.features = features.join(",").slice(0, 300);
  if (error instanceof Error) detail.message = error.message.slice(0, 300);
  return Object.keys(detail).length > 0 ? detail : null;
}
