/** Speakers who spoke before their call's conversation was open: they are recognised when it opens, even if late. */
import type { ActorRefFrom } from "xstate";
import type { Speaker } from "../../contract/speaker.ts";
import type { ParticipantCommand } from "../participant/events.ts";
import type { participantMachine } from "../participant/machine.ts";
import type { CallContext, ParticipantRecord } from "./context.ts";
import { shouldRecognize } from "./legs.ts";
import { speakersOf } from "./participants.ts";

/** The commands to participants, in order, and their records afterwards. */
export interface Telling {
  told: { ref: ActorRefFrom<typeof participantMachine>; command: ParticipantCommand }[];
  participants: CallContext["participants"];
}

interface Messenger {
  sendTo(ref: Telling["told"][number]["ref"], command: ParticipantCommand): void;
  assign(change: Pick<CallContext, "participants">): void;
}

export function carryOut({ told, participants }: Telling, enqueue: Messenger): void {
  for (const { ref, command } of told) enqueue.sendTo(ref, command);
  enqueue.assign({ participants });
}

type Known = Pick<
  CallContext,
  | "participants"
  | "legs"
  | "recognition"
  | "isAgentPresent"
  | "applications"
  | "conversationName"
  | "stoppedByOperator"
>;

/** Stops every participant; with `mayStillOpen` those are spared whose audio waits for the conversation. */
export function stopping(context: Known, mayStillOpen: boolean): Telling {
  return tellingOf(context, (record, speaker) =>
    record.told === "stop" || (mayStillOpen && isWaiting(context, record, speaker))
      ? undefined
      : { told: "stop", commands: [{ type: "participant.stop" }] },
  );
}

/** The conversation is open: participants without a leg get a stream for the buffered audio only. */
export function hearing(context: Known): Telling {
  const { conversationName } = context;
  return tellingOf(context, (record, speaker) => {
    if (conversationName === null || !isWaiting(context, record, speaker)) return undefined;
    if (shouldRecognize(context, speaker)) return undefined;
    const start = { type: "participant.start", conversationName } as const;
    return { told: "pause", commands: [start, { type: "participant.pause" }] };
  });
}

/** A speaker with audio who was to be recognised, had there been a conversation; the policy may want nothing of them now. */
function isWaiting(context: Known, record: ParticipantRecord, speaker: Speaker): boolean {
  const { legs, stoppedByOperator } = context;
  if (record.told !== "nothing" || record.wasWanted !== true || stoppedByOperator.includes(speaker))
    return false;
  return legs.some((leg) => leg.speaker === speaker && leg.audioSeen);
}

function tellingOf(
  context: Known,
  decide: (
    record: ParticipantRecord,
    speaker: Speaker,
  ) => { told: ParticipantRecord["told"]; commands: ParticipantCommand[] } | undefined,
): Telling {
  const telling: Telling = { told: [], participants: { ...context.participants } };
  for (const speaker of speakersOf(context)) {
    const record = context.participants[speaker];
    if (!record?.ref) continue;
    const decision = decide(record, speaker);
    if (decision === undefined) continue;
    const { told, commands } = decision;
    telling.participants[speaker] = { ...record, told };
    for (const command of commands) telling.told.push({ ref: record.ref, command });
  }
  return telling;
}
