/** Finds a pause in a leg's speech, so that the leg can be asked to reconnect without a word being cut in two. */
import { QUIET_MEAN } from "../../audio/loudness.ts";
import { mulawMagnitude } from "../../audio/pcm.ts";
import type { AudioFormat } from "../../audio/sink.ts";

const FRAME_SAMPLES = 160;
/** 400 ms: longer than the gaps between the words of a sentence. */
const PAUSE_FRAMES = 20;
/** 200 ms: longer than any silence within a word. */
const WORD_GAP_FRAMES = 10;

/** Hears audio from its construction on; chunks may split a 16-bit sample. */
export class SpeechPause {
  readonly #isLinear16: boolean;
  #lowByte: number | undefined;
  #isFirstByteOdd: boolean;
  #frameSum = 0;
  #frameSamples = 0;
  #quietFrames = 0;

  /** `startsInSample`: the first byte to come is the second half of a 16-bit sample. */
  constructor(format: AudioFormat, startsInSample = false) {
    this.#isLinear16 = format.encoding === "LINEAR16";
    this.#isFirstByteOdd = startsInSample;
  }

  /** True when the audio so far ends with a pause. */
  hear(chunk: Uint8Array): boolean {
    if (this.#isLinear16) this.#hearLinear16(chunk);
    else for (const code of chunk) this.#count(mulawMagnitude(code));
    return this.#quietFrames >= PAUSE_FRAMES;
  }

  /** Whether the audio so far ends between two words at least. */
  get isBetweenWords(): boolean {
    return this.#quietFrames >= WORD_GAP_FRAMES;
  }

  #hearLinear16(chunk: Uint8Array): void {
    for (const byte of chunk) {
      const low = this.#lowByte;
      if (this.#isFirstByteOdd) this.#isFirstByteOdd = false;
      else if (low === undefined) this.#lowByte = byte;
      else {
        this.#lowByte = undefined;
        this.#count(Math.abs(((byte << 24) >> 16) | low));
      }
    }
  }

  #count(magnitude: number): void {
    this.#frameSum += magnitude;
    if (++this.#frameSamples < FRAME_SAMPLES) return;
    this.#quietFrames = this.#frameSum < QUIET_MEAN * FRAME_SAMPLES ? this.#quietFrames + 1 : 0;
    this.#frameSum = 0;
    this.#frameSamples = 0;
  }
}
