/** Which announced participant is the customer and which the agent. */
import type { Speaker } from "../../contract/speaker.ts";
import type { RoleMap } from "../../settings/participant-roles.ts";
import type { AnnouncedParticipant } from "./activity.ts";

/** The order of roles for participants without a configured one. */
const FREE_ROLES: readonly Speaker[] = ["customer", "agent", "supervisor"];

const SWAPPED: Record<Speaker, Speaker> = { agent: "customer", customer: "agent", supervisor: "supervisor" };

/**
 * A speaker for each participant: the configured one, with customer and agent changed over in an outbound call (the
 * agent's side calls there); one that is not configured takes the first free role. Further ones are left out.
 * `taken` are the speakers of participants announced before.
 */
export function assignSpeakers(
  participants: readonly AnnouncedParticipant[],
  options: { roles: RoleMap; isOutbound: boolean; taken?: Iterable<Speaker> },
): Map<string, Speaker> {
  const speakers = new Map<string, Speaker>();
  for (const { participant } of participants) {
    const configured = options.roles.get(participant);
    if (configured) speakers.set(participant, options.isOutbound ? SWAPPED[configured] : configured);
  }
  const taken = new Set([...(options.taken ?? []), ...speakers.values()]);
  for (const { participant } of participants) {
    if (speakers.has(participant)) continue;
    const free = FREE_ROLES.find((speaker) => !taken.has(speaker));
    if (free === undefined) continue;
    speakers.set(participant, free);
    taken.add(free);
  }
  return speakers;
}
