/** Dialogflow's roles of participants, and Sidetone's names of speakers. */
import type { Voice } from "../event.ts";

/** Sidetone's own, on words that a carrier brings: other instances learn who of several speaks. */
export const SPEAKER_ATTRIBUTE = "sidetone_speaker";

/** Sidetone's own, on suggestions that an agent made of Google's. */
export const AUTHOR_ATTRIBUTE = "sidetone_author";

const ROLE_OF_VOICE: Readonly<Record<Exclude<Voice, "unknown">, string>> = {
  agent: "HUMAN_AGENT",
  customer: "END_USER",
  automated: "AUTOMATED_AGENT",
};

/** v2beta1 Participant.Role, as events name it. */
export function voiceOf(role: unknown): Voice {
  for (const voice of ["agent", "customer", "automated"] as const) {
    if (ROLE_OF_VOICE[voice] === role) return voice;
  }
  return "unknown";
}

/** Undefined if the speaker is unknown. */
export function roleOfVoice(voice: Voice): string | undefined {
  return voice === "unknown" ? undefined : ROLE_OF_VOICE[voice];
}
