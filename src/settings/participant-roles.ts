/** The setting that says which role an announced participant has. */
import { SPEAKER_ROLES, type SpeakerRole } from "../contract/speaker.ts";

/** Participant id, as the SBC sets it, to role. */
export type RoleMap = ReadonlyMap<string, SpeakerRole>;

/** Reads "caller=customer,callee=agent". Returns null if a part is not name=role. */
export function parseRoles(text: string): RoleMap | null {
  const roles = new Map<string, SpeakerRole>();
  for (const part of text.split(",").map((item) => item.trim())) {
    if (part === "") continue;
    const [participant = "", name = "", ...rest] = part.split("=").map((item) => item.trim());
    if (participant === "" || rest.length > 0) return null;
    const role = SPEAKER_ROLES.find((known) => known === name);
    if (role === undefined) return null;
    roles.set(participant, role);
  }
  return roles;
}
