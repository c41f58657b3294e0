/**
 * I21 and I22: what must hold where a call has several speakers, or a speaker several legs. Who is to be heard is worked out
 * here from legs and policy, so that the check does not take the charts' word for it.
 */
import type { CallContext } from "../../src/actors/call/context.ts";
import { type Speaker, speakerRoleOf } from "../../src/contract/speaker.ts";
import { contextOf } from "./call-part.ts";
import type { ComponentStep, LabelledEvent } from "./component.ts";

const ENDS_RECOGNITION: ReadonlySet<string> = new Set(["participant.pause", "participant.stop"]);

export const isParticipant = (actorId: string): boolean => actorId.startsWith("participant:");

/** "participant:agent-2:3" is one of agent-2's. */
export const speakerOfActor = (actorId: string): Speaker => actorId.split(":")[1] as Speaker;

/** What is wrong after a leg's end; nothing for other events. */
export function legEndBreaches({ event }: LabelledEvent, { state, effects }: ComponentStep): string[] {
  if (event.type !== "leg.closed") return [];
  const context = contextOf(state);
  return effects.flatMap((effect) => {
    if (effect.kind !== "send" || !ENDS_RECOGNITION.has(effect.event.type)) return [];
    const speaker = speakerOfActor(effect.to);
    return isCarried(context, speaker)
      ? [`I21: a leg's end tells ${speaker}, whom another leg carries, ${effect.event.type}`]
      : [];
  });
}

/** By an open leg that is not on hold, while the policy and operators want them heard. */
function isCarried(context: CallContext, speaker: Speaker): boolean {
  const { legs, recognition, isAgentPresent, applications, stoppedByOperator } = context;
  const carrying = legs.filter((leg) => leg.open && !leg.held);
  if (stoppedByOperator.includes(speaker) || !carrying.some((leg) => leg.speaker === speaker)) return false;
  if (recognition === "always" || applications.length > 0) return true;
  const hasAgentLeg = legs.some((leg) => leg.open && speakerRoleOf(leg.speaker) === "agent");
  return isAgentPresent ?? hasAgentLeg;
}

/** What is wrong after a step of the call: each speaker is one participant, and no other takes the place of one that lives. */
export function participantBreaches(
  before: CallContext,
  { state, begun }: ComponentStep,
  event: { type: string; speaker?: Speaker } | undefined,
): string[] {
  const replaced = begun.filter(isParticipant).flatMap((actorId) => {
    const speaker = speakerOfActor(actorId);
    const hasStopped = event?.type === "participant.stopped" && event.speaker === speaker;
    const lives = !hasStopped && Boolean(before.participants[speaker]?.ref);
    return lives ? [`I22: ${actorId} takes the place of one that lives`] : [];
  });
  const mistaken = Object.entries(contextOf(state).participants).flatMap(([speaker, { ref }]) =>
    ref === null || speakerOfActor(ref.id) === speaker ? [] : [`I22: ${speaker} is heard by ${ref.id}`],
  );
  return [...replaced, ...mistaken];
}
