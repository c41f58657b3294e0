/** What a track notes about whether its speaker is heard. It stops looking at samples once that is known. */
import { ENOUGH_SPEECH_MS, type Hearing } from "../contract/hearing.ts";
import { hasSound, isLoud } from "./loudness.ts";
import type { AudioFormat } from "./sink.ts";

/** So much audio with a sound in it is a line that lives; a click when it is connected is shorter. */
const ENOUGH_SOUND_MS = 300;

export class TrackHearing {
  readonly #encoding: AudioFormat["encoding"];
  #messages = 0;
  #soundMs = 0;
  #silentMs = 0;
  #heldMs = 0;
  #heldSpeechMs = 0;

  constructor(encoding: AudioFormat["encoding"]) {
    this.#encoding = encoding;
  }

  get #isHeard(): boolean {
    return this.#soundMs >= ENOUGH_SOUND_MS;
  }

  /** A message with whole samples; empty, or too short for one, has none. */
  note(bytes: Uint8Array, lengthMs: number, isHeld: boolean): void {
    this.#messages += 1;
    if (isHeld) this.#noteHeld(bytes, lengthMs);
    else if (!this.#isHeard) {
      if (hasSound(bytes, this.#encoding)) this.#soundMs += lengthMs;
      else this.#silentMs += lengthMs;
    }
  }

  /** A hold begins or ends. */
  forgetHold(): void {
    this.#heldMs = 0;
    this.#heldSpeechMs = 0;
  }

  /** `behindMs`: see Hearing. */
  facts(behindMs: number): Hearing {
    return {
      messages: this.#messages,
      isHeard: this.#isHeard,
      silentMs: this.#silentMs,
      heldMs: this.#heldMs,
      heldSpeechMs: this.#heldSpeechMs,
      behindMs,
    };
  }

  #noteHeld(bytes: Uint8Array, lengthMs: number): void {
    this.#heldMs += lengthMs;
    if (this.#heldSpeechMs < ENOUGH_SPEECH_MS && isLoud(bytes, this.#encoding))
      this.#heldSpeechMs += lengthMs;
  }
}
