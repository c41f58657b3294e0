/** The setting that says which role a participant has. */
import { SPEAKER_ROLES, type SpeakerRole } from "../contract/speaker.ts";

/** Names of participants in their comparable form to roles; a name may hold * for any characters. The first that fits counts. */
export type RoleMap = ReadonlyMap<string, SpeakerRole>;

/**
 * Reads "caller=customer,callee=agent,agent-*=agent,*=supervisor". Exact names win over those with *. Returns null if a part is
 * not name=role, or if a name comes twice.
 */
export function parseRoles(text: string): RoleMap | null {
  const roles = new Map<string, SpeakerRole>();
  for (const part of text.split(",").map((item) => item.trim())) {
    if (part === "") continue;
    const [participant = "", name = "", ...rest] = part.split("=").map(nameKey);
    if (participant === "" || rest.length > 0 || roles.has(participant)) return null;
    const role = SPEAKER_ROLES.find((known) => known === name);
    if (role === undefined) return null;
    roles.set(participant, role);
  }
  return roles;
}

/** The role of a participant, whose name may be written in another case or with odd blanks; undefined if none is set. */
export function roleNamed(roles: RoleMap, participant: string): SpeakerRole | undefined {
  const key = nameKey(participant);
  const exact = roles.get(key);
  if (exact !== undefined) return exact;
  for (const [name, role] of roles) if (name.includes("*") && fits(key, name)) return role;
  return undefined;
}

/** Without case, format characters and odd blanks: " Caller" and "caller" are the same. */
export function nameKey(name: string): string {
  return name
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\s+/gu, " ")
    .trim()
    .toLowerCase();
}

/** Piece by piece, each at the first place where it is found: a name costs no more than its length. */
function fits(text: string, pattern: string): boolean {
  const pieces = pattern.split("*");
  const first = pieces[0] ?? "";
  const last = pieces.at(-1) ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = text.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
