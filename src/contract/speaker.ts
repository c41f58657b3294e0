/** The roles of speakers. Transports map their leg names onto these. */
export type Speaker = "agent" | "customer" | "supervisor";

export const SPEAKERS: readonly Speaker[] = ["agent", "customer", "supervisor"];

/** Dialogflow's role of a participant (v2beta1 Participant.Role). A supervisor counts as human agent. */
export type ParticipantRole = "HUMAN_AGENT" | "END_USER";

export function roleOf(speaker: Speaker): ParticipantRole {
  return speaker === "customer" ? "END_USER" : "HUMAN_AGENT";
}
