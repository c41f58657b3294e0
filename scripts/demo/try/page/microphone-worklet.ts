/** In the browser's audio thread: what the microphone hears, at the telephone's rate, in pieces of 20 ms. */
import { createResampler } from "../../../make-samples/resample.ts";

// Web Audio's AudioWorkletGlobalScope (w3.org/TR/webaudio), which TypeScript's DOM types leave out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const RATE_HERTZ = 8_000;
const PIECE_SAMPLES = 160;

registerProcessor(
  "microphone",
  class extends AudioWorkletProcessor {
    readonly #resampler = createResampler(sampleRate, RATE_HERTZ);
    #piece = new Int16Array(PIECE_SAMPLES);
    #filled = 0;

    /** One render quantum; false would end the node. */
    process([channels]: Float32Array[][]): boolean {
      const heard = channels?.[0];
      if (heard === undefined) return true;
      for (const value of this.#resampler.next(heard)) {
        this.#piece[this.#filled++] = Math.max(-32_768, Math.min(32_767, Math.round(value * 32_767)));
        if (this.#filled < PIECE_SAMPLES) continue;
        this.port.postMessage(this.#piece, [this.#piece.buffer]);
        this.#piece = new Int16Array(PIECE_SAMPLES);
        this.#filled = 0;
      }
      return true;
    }
  },
);
