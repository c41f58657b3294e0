/** A call's state as desktops and operators see it: names of states, without references and words. */

import type { SnapshotFrom } from "xstate";
import { isAttended } from "../actors/call/attendance.ts";
import type { CallContext, CallFailure } from "../actors/call/context.ts";
import { awaitedSpeakers } from "../actors/call/failed-streams.ts";
import type { callMachine } from "../actors/call/machine.ts";
import { speakersOf } from "../actors/call/participants.ts";
import { asObject } from "../base/json.ts";
import type { CallFacts } from "../contract/call-facts.ts";
import type { NoHelpCode } from "../contract/no-help.ts";
import { type PerSpeaker, type Speaker, speakersIn } from "../contract/speaker.ts";
import type { StoredCall } from "../storage/port.ts";
import { type MissingAudio, missingAudioOf } from "./lost-audio.ts";
import { noHelpOf } from "./no-help.ts";
import { readStored } from "./stored-snapshot.ts";

/** How codes of a participant's failure begin; a gRPC status follows. */
const RECOGNITION_FAILURE = "RECOGNITION_";

/** Of a participant after a failure: nothing is heard. */
const DOWN: readonly string[] = ["starting", "recovering", "failed"];

export interface CallStateView {
  /** awaiting, streaming, held, draining, gone, or ended once the call is over. */
  media: string;
  /** none, opening, open, completing, completed, failed. */
  conversation: string;
  assist: "unattended" | "attended";
  /** idle, starting, recognizing, rollingOver, recovering, paused, stopping, stopped, failed. */
  participants: PerSpeaker<string>;
  /** Dialogflow's ids of the participants who speak for them. Absent as long as none is known. */
  participantIds?: PerSpeaker<string>;
  failure?: CallFailure;
  /** Speakers whose stream Five9 says has failed, and who are not back. Absent if there are none. */
  awaitedBack?: Speaker[];
  /** No stream brings audio, and nobody has said that the call is over. Absent otherwise. */
  audio?: MissingAudio;
  /** Why the agent gets no suggestions; absent where nothing is known against them, or where some came. */
  noHelp?: NoHelpCode;
  /** Who is on the line, for agents' pages; absent where nothing is known. */
  facts?: CallFacts;
}

/** `ledgers`: the newest accounts, where they are newer than those the call was told. */
export function viewOf(
  { context, value }: SnapshotFrom<typeof callMachine>,
  ledgers: CallContext["ledgers"] = context.ledgers,
): CallStateView {
  const { participants } = context;
  return viewFrom({ context: { ...context, ledgers }, value }, (speaker) =>
    participants[speaker]?.ref?.getSnapshot(),
  );
}

/** From its record; null for a shape that this version does not know. */
export function viewOfStored(stored: StoredCall): CallStateView | null {
  const read = readStored(stored);
  return read && viewFrom(read, read.childOf);
}

interface ChildSnapshot {
  value: unknown;
  context: { lastFailure?: { code: number } | null };
}

/** The same from plain data. `childOf`: the participant of a speaker while it lives. */
export function viewFrom(
  { context, value }: { context: CallContext; value: unknown },
  childOf: (speaker: Speaker) => ChildSnapshot | undefined,
): CallStateView {
  const regions = asObject(asObject(value)?.live);
  const participants: CallStateView["participants"] = {};
  for (const speaker of speakersOf(context)) {
    const child = childOf(speaker);
    const isFailed = context.participants[speaker]?.outcome === "failed";
    participants[speaker] = child ? participantState(child) : isFailed ? "failed" : "stopped";
  }
  const awaitedBack = awaitedSpeakers(context);
  const media = regions ? topOf(regions.media) : "ended";
  const conversation = regions ? topOf(regions.conversation) : conversationAtEnd(context);
  const audio = missingAudioOf(context, media);
  const failureOf = (speaker: Speaker) => {
    const failure = childOf(speaker)?.context.lastFailure;
    return failure ? { code: failure.code, isDown: DOWN.includes(participants[speaker] ?? "") } : null;
  };
  const noHelp = noHelpOf(context, conversation, failureOf);
  return {
    media,
    conversation,
    assist: isAttended(context) ? "attended" : "unattended",
    participants,
    ...(speakersIn(context.participantIds).length > 0 ? { participantIds: context.participantIds } : {}),
    ...(awaitedBack.length > 0 ? { awaitedBack } : {}),
    ...(audio === undefined ? {} : { audio }),
    ...(noHelp === undefined ? {} : { noHelp }),
    ...(Object.keys(context.facts).length > 0 ? { facts: context.facts } : {}),
    ...(context.failure ? { failure: { code: context.failure.code, message: context.failure.message } } : {}),
  };
}

/** True if no more results can come: no participant listens, recovers or still drains. */
export function isAtRest(snapshot: SnapshotFrom<typeof callMachine>): boolean {
  return speakersOf(snapshot.context).every((speaker) => {
    const child = snapshot.context.participants[speaker]?.ref?.getSnapshot();
    return (
      child === undefined || !child.matches("engaged") || child.matches({ engaged: { paused: "quiet" } })
    );
  });
}

/** The participant's state in the chart's flat names: "engaged" is left out, "fresh" and "aging" are recognizing. */
function participantState(snapshot: { value: unknown }): string {
  const { value } = snapshot;
  if (typeof value === "string") return value;
  return topOf((value as Record<string, unknown>).engaged);
}

function topOf(value: unknown): string {
  if (typeof value === "string") return value;
  return Object.keys((value as Record<string, unknown> | undefined) ?? {})[0] ?? "none";
}

function conversationAtEnd(context: {
  conversationName: string | null;
  failure: CallFailure | null;
}): string {
  // The failure of one speaker's recognition leaves the conversation as it is.
  if (context.failure && !context.failure.code.startsWith(RECOGNITION_FAILURE)) return "failed";
  return context.conversationName === null ? "none" : "completed";
}
