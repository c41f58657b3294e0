/** An operator's view of a call's actors, read from a live actor's snapshot or from a stored snapshot. */
import type { SnapshotFrom } from "xstate";
import type { CallContext, CallInput } from "../actors/call/context.ts";
import type { callMachine } from "../actors/call/machine.ts";
import { speakersOf } from "../actors/call/participants.ts";
import { factsOf, type ParticipantContext, type ParticipantFacts } from "../actors/participant/context.ts";
import type { StoredCall } from "../storage/port.ts";
import { readStored } from "./stored-snapshot.ts";
import { type CallStateView, viewFrom, viewOf } from "./view.ts";

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
  desktopIds: string[];
  loggedSequence: number;
  mediastreamReports: number;
  failure: CallContext["failure"];
  endReason: string | null;
  input: CallInput;
  view: CallStateView;
}

export function reportOf(snapshot: SnapshotFrom<typeof callMachine>): CallReport {
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

/** From what `getPersistedSnapshot` gave; null for an unknown shape. */
export function reportOfStored(stored: StoredCall): CallReport | null {
  const read = readStored(stored);
  if (read === null) return null;
  const participants = speakersOf(read.context).flatMap((speaker) => {
    const child = read.childOf(speaker);
    return child ? [participantReport(`participant:${speaker}`, child)] : [];
  });
  return {
    ...contextReport(read.context),
    actors: [{ actor: "call", state: read.value }, ...participants, ...endedParticipants(read.context)],
    view: viewFrom(read, read.childOf),
  };
}

/** The call's input; with it and its history it can be replayed. */
function inputOf(context: CallContext): CallInput {
  const { callKey, source, vendorCallId, timing, participantTiming, recognition } = context;
  return { callKey, source, vendorCallId, timing, participantTiming, recognition };
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
  const desktopIds = context.desktops;
  const desktops = desktopIds.length;
  const input = inputOf(context);
  return {
    conversationName,
    legs,
    ledgers,
    gapsMs,
    desktops,
    desktopIds,
    loggedSequence,
    mediastreamReports,
    failure,
    endReason,
    input,
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
