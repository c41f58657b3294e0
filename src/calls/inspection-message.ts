/**
 * Inspection events of calls' actors in the form Stately's inspector reads: that of @statelyai/inspect 0.7.2
 * (`convertXStateEvent` in its index.mjs), one JSON object per message. Fields of events and contexts are those a history
 * keeps, so no words and no numbers dialled travel.
 */
import type { AnyActorRef, AnyEventObject, InspectionEvent } from "xstate";
import { policyOf } from "../actors/catalogue.ts";
import { asObject } from "../base/json.ts";
import { detailOf } from "./history-detail.ts";

/** Receivers take messages with a version only. */
const VERSION = "0.7.2";

export interface InspectionMessage {
  type: "@xstate.actor" | "@xstate.event" | "@xstate.snapshot";
  sessionId: string;
  rootId: string | undefined;
  /** Milliseconds since the Unix epoch, as text. */
  createdAt: string;
  id: null;
  _version: string;
  [field: string]: unknown;
}

/** Of a call's and a participant's context. */
const SHOWN_CONTEXT = [
  ...["callKey", "source", "recognition", "conversationName", "openAttempt", "legs", "ledgers", "gapsMs"],
  ...[
    "isAgentPresent",
    "applications",
    "stoppedByOperator",
    "isEndedForGood",
    "isLeaving",
    "loggedSequence",
    "endReason",
  ],
  ...["failure", "speaker", "medium", "streams", "rollOvers", "recoveries", "finals", "recognizedToMs"],
  ...["failuresInRow", "lastFailure", "pauseRequested", "stopRequested", "lastWords"],
] as const;

/** Null for kinds of inspection the protocol has no message for, and for events that no history has. */
export function inspectionMessageOf(inspection: InspectionEvent, atMs: number): InspectionMessage | null {
  const ref = inspection.actorRef as AnyActorRef;
  switch (inspection.type) {
    case "@xstate.actor":
      return actorMessage(ref, inspection.rootId, atMs);
    case "@xstate.event": {
      if (policyOf(inspection.event.type).line === "none") return null;
      const sourceId = (inspection.sourceRef as AnyActorRef | undefined)?.sessionId;
      return message("@xstate.event", ref, inspection.rootId, atMs, {
        event: shownEvent(inspection.event),
        sourceId,
      });
    }
    case "@xstate.snapshot": {
      if (policyOf(inspection.event.type).line === "none") return null;
      const event = shownEvent(inspection.event);
      const snapshot = shownSnapshot(inspection.snapshot);
      return message("@xstate.snapshot", ref, inspection.rootId, atMs, { event, snapshot });
    }
    default:
      return null;
  }
}

/** Makes an actor known, with its chart where it has one. */
export function actorMessage(ref: AnyActorRef, rootId: string | undefined, atMs: number): InspectionMessage {
  const { config } = (ref as { logic?: { config?: unknown } }).logic ?? {};
  const chart = asObject(config) ?? null;
  const name = ref.id === ref.sessionId && chart !== null ? String(chart.id) : ref.id;
  return message("@xstate.actor", ref, rootId, atMs, {
    name,
    definition: JSON.stringify(chart ?? { id: name }, (_key, value: unknown) =>
      typeof value === "function" ? { type: value.name } : value,
    ),
    parentId: ref._parent?.sessionId,
    snapshot: shownSnapshot(ref.getSnapshot()),
  });
}

function message(
  type: InspectionMessage["type"],
  ref: AnyActorRef,
  rootId: string | undefined,
  atMs: number,
  fields: Record<string, unknown>,
): InspectionMessage {
  const { sessionId } = ref;
  return { type, sessionId, rootId, createdAt: String(atMs), id: null, _version: VERSION, ...fields };
}

function shownEvent(event: AnyEventObject): Record<string, unknown> {
  return { type: event.type, ...detailOf(event) };
}

function shownSnapshot(snapshot: unknown): Record<string, unknown> {
  const { status, value, context } = (snapshot ?? {}) as Record<string, unknown>;
  const given = (context ?? {}) as Record<string, unknown>;
  const shown = SHOWN_CONTEXT.flatMap((field) =>
    given[field] === undefined ? [] : [[field, given[field]] as const],
  );
  return { status, value, context: Object.fromEntries(shown) };
}
