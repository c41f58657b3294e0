/** The setting that says which announced participant is which speaker. */
import type { Speaker } from "../contract/speaker.ts";

/** Participant id, as the SBC sets it, to speaker. */
export type RoleMap = ReadonlyMap<string, Speaker>;

/** Reads "caller=customer,callee=agent". Returns null if a part is not name=role. */
export function parseRoles(text: string): RoleMap | null {
  const roles = new Map<string, Speaker>();
  for (const part of text.split(",").map((item) => item.trim())) {
    if (part === "") continue;
    const [participant = "", speaker = "", ...rest] = part.split("=").map((item) => item.trim());
    if (participant === "" || rest.length > 0) return null;
    if (speaker !== "customer" && speaker !== "agent" && speaker !== "supervisor") return null;
    roles.set(participant, speaker);
  }
  return roles;
}
