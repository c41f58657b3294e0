/** An operator's view of a call's actors, read from a live actor's snapshot or from a stored snapshot. */
import type { SnapshotFrom } from "xstate";
import type { CallContext, CallInput } from "../actors/call/context.ts";
import type { callMachine } from "../actors/call/machine.ts";
import { speakersOf } from "../actors/call/participants.ts";
import { factsOf, type ParticipantFacts } from "../actors/participant/context.ts";
import type { StoredCall } from "../storage/port.ts";
import { type ReadSnapshot, readStored, type StoredParticipant } from "./stored-snapshot.ts";

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
  /** Dialogflow's ids of the participants, by speaker. */
  participantIds: CallContext["participantIds"];
  actors: ActorReport[];
  legs: CallContext["legs"];
  ledgers: CallContext["ledgers"];
  /** Audio that never came, by speaker, in milliseconds. */
  gapsMs: CallContext["gapsMs"];
  desktopIds: string[];
  loggedSequence: number;
  mediastreamReports: number;
  input: CallInput;
}

export function reportOf(snapshot: SnapshotFrom<typeof callMachine>): CallReport {
  const { participants } = snapshot.context;
  return reportFrom(snapshot, (speaker) => participants[speaker]?.ref?.getSnapshot());
}

/** From what `getPersistedSnapshot` gave; null for an unknown shape. */
export function reportOfStored(stored: StoredCall): CallReport | null {
  const read = readStored(stored);
  return read && reportFrom(read, read.childOf);
}

function reportFrom(
  { context, value }: Pick<ReadSnapshot, "context" | "value">,
  childOf: ReadSnapshot["childOf"],
): CallReport {
  const participants = speakersOf(context).flatMap((speaker) => {
    const child = childOf(speaker);
    return child ? [participantReport(`participant:${speaker}`, child)] : [];
  });
  const { conversationName, participantIds, legs, ledgers, gapsMs } = context;
  const { loggedSequence, mediastreamReports } = context;
  return {
    conversationName,
    participantIds,
    actors: [{ actor: "call", state: value }, ...participants, ...endedParticipants(context)],
    legs,
    ledgers,
    gapsMs,
    desktopIds: context.desktops,
    loggedSequence,
    mediastreamReports,
    input: inputOf(context),
  };
}

/** The call's input; with it and its history it can be replayed. */
function inputOf(context: CallContext): CallInput {
  const { callKey, source, vendorCallId, timing, participantTiming, recognition } = context;
  return { callKey, source, vendorCallId, timing, participantTiming, recognition };
}

function participantReport(actor: string, child: StoredParticipant): ActorReport {
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
