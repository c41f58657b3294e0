/** Everything an operator is shown of a call's actors, read from a live actor or from a stored snapshot. */
import type { SnapshotFrom } from "xstate";
import type { StoredCall } from "../storage/port.ts";
import type { CallContext } from "./call/context.ts";
import type { callMachine } from "./call/machine.ts";
import { speakersOf } from "./call/participants.ts";
import { type CallStateView, viewOf } from "./call-view.ts";
import type { LiveCall } from "./live-call.ts";
import { factsOf, type ParticipantContext, type ParticipantFacts } from "./participant/context.ts";

export interface ActorReport {
  /** "call", or "participant:agent" and the like. */
  actor: string;
  /** XState state value. */
  state: unknown;
  /** Counters and positions of a participant. */
  facts?: ParticipantFacts;
}

export interface CallReport {
  conversationName: string | null;
  actors: ActorReport[];
  legs: CallContext["legs"];
  ledgers: CallContext["ledgers"];
  /** Audio that never came, by speaker, in milliseconds. */
  gapsMs: CallContext["gapsMs"];
  desktops: number;
  loggedSequence: number;
  mediastreamReports: number;
  failure: CallContext["failure"];
  endReason: string | null;
  view?: CallStateView;
}

export function reportOfLive(call: LiveCall): CallReport {
  const snapshot: SnapshotFrom<typeof callMachine> = call.actor().getSnapshot();
  const participants = speakersOf(snapshot.context).flatMap((speaker) => {
    const child = snapshot.context.participants[speaker]?.ref?.getSnapshot();
    return child ? [participantReport(`participant:${speaker}`, child)] : [];
  });
  return {
    ...contextReport(snapshot.context),
    actors: [
      { actor: "call", state: snapshot.value },
      ...participants,
      ...endedParticipants(snapshot.context),
    ],
    view: viewOf(snapshot),
  };
}

/** From what `getPersistedSnapshot` gave; an unknown shape gives a report without actors. */
export function reportOfStored(stored: StoredCall): CallReport | null {
  const snapshot = stored.snapshot as {
    value?: unknown;
    context?: CallContext;
    children?: Record<string, { snapshot?: { value?: unknown; context?: ParticipantContext } }>;
  } | null;
  if (!snapshot?.context) return null;
  const { context, children = {} } = snapshot;
  const participants = speakersOf(context).flatMap((speaker) => {
    // A stored reference is plain data that names the child it stood for.
    const ref = context.participants[speaker]?.ref as { id?: string } | null | undefined;
    const child = ref?.id === undefined ? undefined : children[ref.id]?.snapshot;
    return child?.context
      ? [participantReport(`participant:${speaker}`, { value: child.value, context: child.context })]
      : [];
  });
  return {
    ...contextReport(snapshot.context),
    actors: [
      { actor: "call", state: snapshot.value },
      ...participants,
      ...endedParticipants(snapshot.context),
    ],
  };
}

function contextReport(context: CallContext): Omit<CallReport, "actors" | "view"> {
  const {
    conversationName,
    legs,
    ledgers,
    gapsMs = {},
    loggedSequence,
    mediastreamReports,
    failure,
    endReason,
  } = context;
  const desktops = context.desktops.length;
  return {
    conversationName,
    legs,
    ledgers,
    gapsMs,
    desktops,
    loggedSequence,
    mediastreamReports,
    failure,
    endReason,
  };
}

function participantReport(
  actor: string,
  child: { value: unknown; context: ParticipantContext },
): ActorReport {
  return { actor, state: child.value, facts: factsOf(child.context) };
}

/** Participants that have stopped and left only their record. */
function endedParticipants(context: CallContext): ActorReport[] {
  return speakersOf(context).flatMap((speaker) => {
    const record = context.participants[speaker];
    if (!record || record.ref !== null || record.facts === null) return [];
    const state = record.outcome === "failed" ? "failed" : "stopped";
    return [{ actor: `participant:${speaker}`, state, facts: record.facts }];
  });
}
