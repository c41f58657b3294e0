/** The data plane's entrance: what a telephony transport needs to hand over one speaker's audio. */
import type { AudioEnd } from "../contract/audio-end.ts";
import type { Speaker } from "../contract/speaker.ts";

export interface AudioFormat {
  encoding: "LINEAR16" | "MULAW";
  sampleRateHertz: number;
}

/** Takes one speaker's raw audio. Chunks may have any size and may split a 16-bit sample. */
export interface AudioSink {
  /**
   * Copies what it keeps: the caller's buffer is free afterwards. False asks the caller to stop reading for now. An empty chunk
   * counts as a message. `stampMs`: when its sender says it was made, milliseconds since the Unix epoch.
   */
  write(chunk: Uint8Array, stampMs?: number): boolean;
  /** Resolves when `write` may be called again after it returned false; at once otherwise. */
  whenWritable(): Promise<void>;
  /** While held, audio is counted as dropped(hold) and not recognised. */
  hold(): void;
  resume(): void;
  /** Another leg brings the same voice: this one's audio is counted apart, and its last seconds are kept. */
  standBy(): void;
  /** Its leg is to be asked to go on at another instance at its next pause. Absent where there can be none. */
  mayLeave?(): void;
  /** Its leg is over, or is not to be asked any more. */
  mayNotLeave?(): void;
  /** Its leg was asked, at a pause in speech, to go on at another instance. Absent where there can be none. */
  leave?(): void;
  /** Its audio goes on where that of the other leg ended; `until` where another instance has that leg. */
  takeOver(until?: AudioEnd): void;
}

/** Gives the track of a speaker of a call; the same one again when a leg reconnects. */
export interface AudioSinks {
  open(callKey: string, speaker: Speaker, format: AudioFormat): AudioSink;
}
