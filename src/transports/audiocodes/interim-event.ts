/** Words still being recognised, as the volatile event that desktops show them from. */
import type { ConversationRef } from "../../assist/conversation.ts";
import type { InterimTranscript, Voice } from "../../assist/event.ts";
import { type Speaker, type SpeakerRole, speakerRoleOf } from "../../contract/speaker.ts";

export interface InterimWords {
  conversation: ConversationRef;
  speaker: Speaker;
  text: string;
  languageCode: string;
  /** The same for all hypotheses of one utterance. */
  utteranceId: string;
  /** All words of the utterance: its message follows. */
  isWhole: boolean;
  atMs: number;
}

/** A supervisor is shown as an agent, as everywhere on desktops. */
const VOICES: Readonly<Record<SpeakerRole, Voice>> = {
  agent: "agent",
  customer: "customer",
  supervisor: "agent",
};

export function interimEventOf({ speaker, atMs, ...words }: InterimWords): InterimTranscript {
  return {
    type: "transcript.interim",
    ...words,
    speaker,
    voice: VOICES[speakerRoleOf(speaker)],
    id: crypto.randomUUID(),
    publishedAt: new Date(atMs).toISOString(),
    raw: null,
  };
}
