/** Who speaks in a call: a role, and a number where the call has several speakers of that role. */

/** What a speaker is to the call. Metrics have this as a label, never the speaker. */
export type SpeakerRole = "agent" | "customer" | "supervisor";

/** In the order in which they are shown. */
export const SPEAKER_ROLES: readonly SpeakerRole[] = ["agent", "customer", "supervisor"];

/** One speaker of a call: the first of a role has the role's name, further ones a number: "agent", "agent-2", "customer-2". */
export type Speaker = SpeakerRole | `${SpeakerRole}-${number}`;

/** One value for each speaker of a call that has one. */
export type PerSpeaker<Value> = Partial<Record<SpeakerRole, Value>> &
  Record<`${SpeakerRole}-${number}`, Value>;

/** Speakers that one call may have; a leg of a further one is refused, with an alarm. */
export const MAX_SPEAKERS = 16;

/** Dialogflow's role of a participant (v2beta1 Participant.Role). A supervisor counts as human agent. */
export type ParticipantRole = "HUMAN_AGENT" | "END_USER";

const SPEAKER = /^(agent|customer|supervisor)(?:-([2-9]|[1-9]\d{1,3}))?$/;

export function isSpeaker(value: unknown): value is Speaker {
  return typeof value === "string" && SPEAKER.test(value);
}

export function speakerRoleOf(speaker: Speaker): SpeakerRole {
  return speaker.split("-", 1)[0] as SpeakerRole;
}

/** From 1 among the speakers of its role. */
export function speakerNumberOf(speaker: Speaker): number {
  return Number(speaker.split("-")[1] ?? 1);
}

export function speakerOf(role: SpeakerRole, number: number): Speaker {
  return number === 1 ? role : `${role}-${number}`;
}

/** The first speaker of a role that is not among those taken. */
export function nextSpeaker(role: SpeakerRole, taken: Iterable<Speaker>): Speaker {
  const known = new Set(taken);
  let number = 1;
  while (known.has(speakerOf(role, number))) number += 1;
  return speakerOf(role, number);
}

export function roleOf(speaker: Speaker): ParticipantRole {
  return speakerRoleOf(speaker) === "customer" ? "END_USER" : "HUMAN_AGENT";
}

/** The speakers that a record has a value for: agents first, each role by number. */
export function speakersIn(record: PerSpeaker<unknown>): Speaker[] {
  const speakers = Object.keys(record).filter(isSpeaker);
  return speakers.filter((speaker) => record[speaker] !== undefined).sort(inSpeakerOrder);
}

/** For sorting: by role, then by number. */
export function inSpeakerOrder(a: Speaker, b: Speaker): number {
  const roles = SPEAKER_ROLES.indexOf(speakerRoleOf(a)) - SPEAKER_ROLES.indexOf(speakerRoleOf(b));
  return roles === 0 ? speakerNumberOf(a) - speakerNumberOf(b) : roles;
}

/**
 * In a sentence: "the agent", beside further ones of the role "agent 1" and "agent 2"; "a speaker" for what names none.
 * `among`: the speakers of the call.
 */
export function theSpeaker(speaker: string, among: Iterable<string> = []): string {
  if (!isSpeaker(speaker)) return "a speaker";
  return isOnlyOne(speaker, among) ? `the ${speaker}` : numbered(speaker);
}

/** As a heading: "Agent", beside further ones of the role "Agent 1" and "Agent 2". */
export function speakerTitle(speaker: string, among: Iterable<string> = []): string {
  const isNumbered = isSpeaker(speaker) && !isOnlyOne(speaker, among);
  const words = isNumbered ? numbered(speaker) : speaker;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Of its role, as far as the call is known: then a name of it needs no number. */
export function isOnlyOne(speaker: Speaker, among: Iterable<string>): boolean {
  if (speakerNumberOf(speaker) > 1) return false;
  for (const other of among)
    if (other !== speaker && isSpeaker(other) && speakerRoleOf(other) === speakerRoleOf(speaker))
      return false;
  return true;
}

function numbered(speaker: Speaker): string {
  return `${speakerRoleOf(speaker)} ${speakerNumberOf(speaker)}`;
}
