/** Which participant is the customer and which the agent. */
import { nextSpeaker, type Speaker, type SpeakerRole, speakerRoleOf } from "../../contract/speaker.ts";
import { type RoleMap, roleNamed } from "../../settings/participant-roles.ts";
import type { AnnouncedParticipant } from "./activity.ts";

type Named = Pick<AnnouncedParticipant, "participant">;

/** The roles of participants whom the setting does not name, as long as they are free; further ones count as agents. */
const FREE_ROLES: readonly SpeakerRole[] = ["customer", "agent"];
/** VoiceAI Connect's names of participants for whom the SBC sets none, in the order of the recording. */
const NUMBERED = /^participant(?:-(\d{1,3}))?$/i;

const SWAPPED: Record<SpeakerRole, SpeakerRole> = {
  agent: "customer",
  customer: "agent",
  supervisor: "supervisor",
};

export interface RoleOptions {
  roles: RoleMap;
  /** Customer and agent change over: the agent's side calls there. */
  isOutbound: boolean;
}

/** The role that the setting gives a participant in this call; undefined if it gives none. */
export function configuredRole({ participant }: Named, { roles, isOutbound }: RoleOptions) {
  const role = roleNamed(roles, participant);
  return role !== undefined && isOutbound ? SWAPPED[role] : role;
}

/** True for a participant whose speaker shows that its call is an outbound one. */
export function isSwapped({ participant, speaker }: Named & { speaker: Speaker }, roles: RoleMap): boolean {
  const role = roleNamed(roles, participant);
  return role !== undefined && SWAPPED[role] !== role && SWAPPED[role] === speakerRoleOf(speaker);
}

/** By what a participant has its role; default: all others were taken. */
export interface Part {
  speaker: Speaker;
  by: "setting" | "number" | "order" | "default";
}

/**
 * A speaker for each participant: the next of its configured role; for one without, of the free role that fits its number,
 * else of the first free role. `taken` are the speakers of participants announced before.
 */
export function assignSpeakers(
  participants: readonly Named[],
  options: RoleOptions & { taken?: Iterable<Speaker> },
): Map<string, Part> {
  const parts = new Map<string, Part>();
  const taken = new Set(options.taken);
  const take = (participant: string, role: SpeakerRole, by: Part["by"]): void => {
    const speaker = nextSpeaker(role, taken);
    parts.set(participant, { speaker, by });
    taken.add(speaker);
  };
  for (const named of participants) {
    const role = configuredRole(named, options);
    if (role !== undefined) take(named.participant, role, "setting");
  }
  for (const { participant } of participants) {
    if (parts.has(participant)) continue;
    const roles = new Set([...taken].map(speakerRoleOf));
    const free = FREE_ROLES.filter((role) => !roles.has(role));
    const numbered = free.find((role) => role === numberedRole(participant));
    if (numbered !== undefined) take(participant, numbered, "number");
    else take(participant, free[0] ?? "agent", free.length > 0 ? "order" : "default");
  }
  return parts;
}

/** Customer and agent by VoiceAI Connect's own numbers: the first two parties of the recording. */
function numberedRole(participant: string): SpeakerRole | undefined {
  const match = NUMBERED.exec(participant.trim());
  return match === null ? undefined : FREE_ROLES[Number(match[1] ?? "1") - 1];
}
