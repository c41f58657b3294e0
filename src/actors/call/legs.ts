/** Questions about a call's legs and changes to their records, as pure functions. */
import { MAX_SPEAKERS, type Speaker, speakerRoleOf } from "../../contract/speaker.ts";
import { awaitsAgent } from "./agent-awaited.ts";
import { agentPresence } from "./attendance.ts";
import { type CallContext, type LegRecord, MAX_LEG_RECORDS } from "./context.ts";
import type { CallEvent, LegCloseCause, LegDetails } from "./events.ts";

type LegOpened = Extract<CallEvent, { type: "leg.opened" }>;

export function openLegs(context: Pick<CallContext, "legs">): LegRecord[] {
  return context.legs.filter((leg) => leg.open);
}

/** True if at least one leg is open and every open one is on hold. */
export function isHeld(context: Pick<CallContext, "legs">): boolean {
  const open = openLegs(context);
  return open.length > 0 && open.every((leg) => leg.held);
}

/** Whether a speaker's words come as text: recognised elsewhere, so that recognition needs no conversation to begin. */
export function comesAsText(context: Pick<CallContext, "legs">, speaker: Speaker): boolean {
  const legs = context.legs.filter((leg) => leg.speaker === speaker);
  return legs.length > 0 && legs.every((leg) => leg.medium.kind === "text");
}

/** Whether a speaker's recognition should run now: an open leg, not on hold, and operator and policy agree. */
export function shouldRecognize(
  context: Pick<
    CallContext,
    "legs" | "recognition" | "isAgentPresent" | "applications" | "stoppedByOperator"
  >,
  speaker: Speaker,
): boolean {
  if (context.stoppedByOperator.includes(speaker)) return false;
  const open = openLegs(context);
  if (!open.some((leg) => leg.speaker === speaker && !leg.held)) return false;
  if (context.recognition === "always") return true;
  const hasAgent = open.some((leg) => speakerRoleOf(leg.speaker) === "agent");
  return agentPresence(context) ?? (hasAgent || awaitsAgent(context));
}

/** Whether a leg brings a speaker whom the call has no room for. */
export function isOneTooMany(context: Pick<CallContext, "participants">, speaker: Speaker): boolean {
  return (
    context.participants[speaker] === undefined && Object.keys(context.participants).length >= MAX_SPEAKERS
  );
}

/** Adds a leg, or reopens its record; forgets the oldest ended ones beyond the bound. */
export function addLeg(legs: LegRecord[], details: LegDetails & Pick<LegOpened, "again">): LegRecord[] {
  const { legId, speaker, medium, origin, participant, standsBy, again } = details;
  const kept: LegDetails = {
    legId,
    speaker,
    medium,
    origin,
    ...(participant === undefined ? {} : { participant }),
    ...(standsBy === undefined ? {} : { standsBy }),
  };
  const known = legs.filter((leg) => leg.legId !== legId);
  const hasRested = again === undefined && legs.every((leg) => !leg.open);
  const others = hasRested ? known.map((leg) => ({ ...leg, past: true as const })) : known;
  const added = [
    ...others,
    { ...kept, open: true, held: false, audioSeen: false, callEnded: false, ...again },
  ];
  const surplus = added.length - MAX_LEG_RECORDS;
  if (surplus <= 0) return added;
  const forgotten = new Set(added.filter((leg) => !leg.open).slice(0, surplus));
  return added.filter((leg) => !forgotten.has(leg));
}

const MARK_OF: Readonly<Record<LegCloseCause, Pick<LegRecord, "broke" | "ended" | "displaced">>> = {
  callEnded: { ended: true },
  disconnected: { ended: true },
  halfClosed: { ended: true },
  cancelled: { broke: true },
  clientError: { broke: true },
  serverClosed: {},
  displaced: { displaced: true },
};

export function closedBy(cause: LegCloseCause): Partial<LegRecord> {
  return { open: false, held: false, ...MARK_OF[cause] };
}

export function changeLeg(legs: LegRecord[], legId: string, change: Partial<LegRecord>): LegRecord[] {
  return legs.map((leg) => (leg.legId === legId ? { ...leg, ...change } : leg));
}
