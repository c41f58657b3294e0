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
function numberOf(speaker: Speaker): number {
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
  return roles === 0 ? numberOf(a) - numberOf(b) : roles;
}

/** In a sentence: "the agent", "agent 2"; "a speaker" for what names none. */
export function theSpeaker(speaker: string): string {
  if (!isSpeaker(speaker)) return "a speaker";
  return numberOf(speaker) === 1 ? `the ${speaker}` : wordsOf(speaker);
}

/** As a heading: "Agent", "Agent 2". */
export function speakerTitle(speaker: string): string {
  const words = isSpeaker(speaker) ? wordsOf(speaker) : speaker;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function wordsOf(speaker: Speaker): string {
  return speaker.replace("-", " ");
}
