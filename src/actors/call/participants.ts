/** Reading a call's participant records in a fixed order. */
import { type Speaker, speakersIn } from "../../contract/speaker.ts";
import { type ParticipantInput, withoutRollOver } from "../participant/context.ts";
import type { ParticipantReport } from "../participant/events.ts";
import type { CallContext, ParticipantRecord } from "./context.ts";
import { comesAsText, openLegs } from "./legs.ts";

/** Speakers the call has or had a participant for, agent first. */
export function speakersOf(context: Pick<CallContext, "participants">): Speaker[] {
  return speakersIn(context.participants);
}

type Records = Pick<CallContext, "participants" | "worded">;

/** What is kept of a participant that has stopped. */
export function withStopped(context: Records, event: { type: string }): Partial<Records> {
  const { participants, worded } = context;
  if (event.type !== "participant.stopped") return {};
  const { speaker, lastWords, facts } = event as Extract<ParticipantReport, { type: "participant.stopped" }>;
  const record = participants[speaker];
  if (!record) return {};
  const stopped = { ...record, ref: null, outcome: record.outcome ?? lastWords, facts };
  return {
    participants: { ...participants, [speaker]: stopped },
    ...(facts.finals > 0 ? wordedWith(worded, [speaker]) : {}),
  };
}

/** Adds the speakers of whom a word was recognised; a later participant of theirs counts its finals anew. */
export function withWords({ participants, worded }: Records): Partial<Pick<CallContext, "worded">> {
  const found = speakersOf({ participants }).filter((speaker) => {
    const { ref = null, facts = null } = participants[speaker] ?? {};
    return (facts?.finals ?? 0) + (ref?.getSnapshot().context.finals ?? 0) > 0;
  });
  return wordedWith(worded, found);
}

/** Nothing where all are known: samples come every two seconds. */
function wordedWith(worded: Speaker[], found: readonly Speaker[]): Partial<Pick<CallContext, "worded">> {
  const added = found.filter((speaker) => !worded.includes(speaker));
  return added.length === 0 ? {} : { worded: [...worded, ...added] };
}

type Participant = NonNullable<ParticipantRecord["ref"]>;

/** Each speaker with an open leg has a living participant afterwards; one that failed gets another chance. */
export function engaged(
  context: CallContext,
  spawn: (id: string, input: ParticipantInput) => Participant,
): CallContext["participants"] {
  const participants = { ...context.participants };
  for (const { speaker } of openLegs(context)) {
    const record = participants[speaker];
    if (record?.ref) {
      if (record.outcome === "failed") participants[speaker] = { ...record, outcome: null, told: "nothing" };
      continue;
    }
    const generation = (record?.generation ?? 0) + 1;
    const id = generation === 1 ? `participant:${speaker}` : `participant:${speaker}:${generation}`;
    const medium = comesAsText(context, speaker) ? ("text" as const) : ("audio" as const);
    const { callKey, participantTiming } = context;
    const timing = medium === "text" ? withoutRollOver(participantTiming) : participantTiming;
    const ref = spawn(id, { callKey, speaker, medium, timing });
    participants[speaker] = {
      ref,
      generation,
      told: "nothing",
      outcome: null,
      facts: record?.facts ?? null,
    };
  }
  return participants;
}
