/**
 * The last moment of a leg's audio, held back while the leg is about to be asked to go: a word that begins softly is taken for
 * silence at first, and so belongs to what comes after the asking.
 */
import { bytesPerSample } from "./pcm.ts";
import type { AudioFormat } from "./sink.ts";

/** A soft beginning takes 40 ms in the samples, a soft end 160 ms of the 400 ms after which legs are asked. */
const LEAD_MS = 100;

export interface Piece {
  bytes: Uint8Array;
  stampMs: number | undefined;
}

export class Lead {
  readonly #mostBytes: number;
  readonly #write: (bytes: Uint8Array, stampMs: number | undefined) => boolean;
  #pieces: Piece[] = [];
  #heldBytes = 0;

  constructor(format: AudioFormat, write: (bytes: Uint8Array, stampMs: number | undefined) => boolean) {
    this.#mostBytes = (bytesPerSample(format) * format.sampleRateHertz * LEAD_MS) / 1_000;
    this.#write = write;
  }

  /** Writes what is older; false where the caller is to stop reading. A chunk that is longer than the moment passes whole. */
  push(chunk: Uint8Array, stampMs: number | undefined): boolean {
    if (chunk.byteLength > this.#mostBytes) return this.flush() && this.#write(chunk, stampMs);
    this.#pieces.push({ bytes: new Uint8Array(chunk), stampMs });
    this.#heldBytes += chunk.byteLength;
    let mayGoOn = true;
    for (let [oldest] = this.#pieces; oldest !== undefined; [oldest] = this.#pieces) {
      if (this.#heldBytes - oldest.bytes.byteLength < this.#mostBytes) break;
      this.#pieces.shift();
      this.#heldBytes -= oldest.bytes.byteLength;
      mayGoOn = this.#write(oldest.bytes, oldest.stampMs);
    }
    return mayGoOn;
  }

  /** All of it is heard where it is. */
  flush(): boolean {
    let mayGoOn = true;
    for (const { bytes, stampMs } of this.take()) mayGoOn = this.#write(bytes, stampMs);
    return mayGoOn;
  }

  /** Nothing is held any more. */
  take(): Piece[] {
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#heldBytes = 0;
    return pieces;
  }
}
