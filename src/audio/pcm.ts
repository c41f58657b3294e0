/** Arithmetic of uncompressed telephone audio: bytes, samples and milliseconds, and chunks that split a sample. */
import type { AudioFormat } from "./sink.ts";

const MULAW_BIAS = 0x84;

/** LINEAR16 is two bytes, little-endian; MULAW is one. */
export function bytesPerSample(format: Pick<AudioFormat, "encoding">): number {
  return format.encoding === "LINEAR16" ? 2 : 1;
}

/** Exact at rates that divide 1,000 or are divided by it; a fraction of a millisecond elsewhere. */
export function samplesToMs(samples: number, sampleRateHertz: number): number {
  return (samples * 1000) / sampleRateHertz;
}

/** The nearest whole number of samples. */
export function msToSamples(ms: number, sampleRateHertz: number): number {
  return Math.round((ms * sampleRateHertz) / 1000);
}

/** Of a G.711 mu-law code: exponent and mantissa, their bits inverted on the line. */
export function mulawMagnitude(code: number): number {
  const bits = ~code & 0x7f;
  return ((((bits & 0x0f) << 3) + MULAW_BIAS) << (bits >> 4)) - MULAW_BIAS;
}

/** Gives back whole samples only: an odd trailing byte waits for the next chunk of the same leg. */
export class SampleAligner {
  readonly #sampleBytes: number;
  #carry: number | undefined;

  constructor(format: AudioFormat) {
    this.#sampleBytes = bytesPerSample(format);
  }

  /** Returns a view on `chunk` where nothing was carried over, a new array otherwise. */
  push(chunk: Uint8Array): Uint8Array {
    if (this.#sampleBytes === 1) return chunk;
    let bytes = chunk;
    if (this.#carry !== undefined) {
      bytes = new Uint8Array(chunk.length + 1);
      bytes[0] = this.#carry;
      bytes.set(chunk, 1);
      this.#carry = undefined;
    }
    if (bytes.length % 2 === 0) return bytes;
    this.#carry = bytes[bytes.length - 1];
    return bytes.subarray(0, bytes.length - 1);
  }
}
