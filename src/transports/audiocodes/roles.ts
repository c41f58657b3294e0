/** Which announced participant is the customer and which the agent. */
import { nextSpeaker, type Speaker, type SpeakerRole, speakerRoleOf } from "../../contract/speaker.ts";
import type { RoleMap } from "../../settings/participant-roles.ts";
import type { AnnouncedParticipant } from "./activity.ts";

/** The order of roles for participants without a configured one. */
const FREE_ROLES: readonly SpeakerRole[] = ["customer", "agent", "supervisor"];

const SWAPPED: Record<SpeakerRole, SpeakerRole> = {
  agent: "customer",
  customer: "agent",
  supervisor: "supervisor",
};

/**
 * A speaker for each participant: one of the configured role, with customer and agent changed over in an outbound call (the
 * agent's side calls there); one that is not configured takes the first role that nobody has. Further ones are left out.
 * `taken` are the speakers of participants announced before.
 */
export function assignSpeakers(
  participants: readonly AnnouncedParticipant[],
  options: { roles: RoleMap; isOutbound: boolean; taken?: Iterable<Speaker> },
): Map<string, Speaker> {
  const speakers = new Map<string, Speaker>();
  const taken = new Set(options.taken);
  const take = (participant: string, role: SpeakerRole): void => {
    const speaker = nextSpeaker(role, taken);
    speakers.set(participant, speaker);
    taken.add(speaker);
  };
  for (const { participant } of participants) {
    const configured = options.roles.get(participant);
    if (configured) take(participant, options.isOutbound ? SWAPPED[configured] : configured);
  }
  for (const { participant } of participants) {
    if (speakers.has(participant)) continue;
    const roles = new Set([...taken].map(speakerRoleOf));
    const free = FREE_ROLES.find((role) => !roles.has(role));
    if (free !== undefined) take(participant, free);
  }
  return speakers;
}
