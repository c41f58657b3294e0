/** What shows whether a speaker is heard: counts of what came, kept beside the ledger. */

/** Of one speaker in one process. */
export interface Hearing {
  /** Messages of audio, or texts. */
  messages: number;
  /** Enough came that was neither empty nor digital silence, or words came as text. Stays true. */
  isHeard: boolean;
  /** Audio of nothing but digital silence, until `isHeard`; in milliseconds. */
  silentMs: number;
  /** Audio that came during the present hold, in milliseconds; 0 while there is none. */
  heldMs: number;
  /** Of that, audio as loud as speech; it is measured only up to ENOUGH_SPEECH_MS. */
  heldSpeechMs: number;
  /** By how much audio is behind the clock now, in milliseconds. */
  behindMs: number;
}

/** On hold, so much loud audio counts as speech: more than a cough or a click. */
export const ENOUGH_SPEECH_MS = 3_000;

/**
 * Why a speaker is not heard. noAudio: no message came. emptyAudio: messages without a sample. silence: nothing but
 * digital silence. noText: no words came of a speaker who is recognised elsewhere. displaced: a stream took the place of one that still
 * spoke, and brought nothing.
 */
export type UnheardCause = "noAudio" | "emptyAudio" | "silence" | "noText" | "displaced";
