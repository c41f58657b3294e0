/** The audio of a track that may have to be sent again, addressed by track position and bounded in samples. */
import { ByteQueue } from "./byte-queue.ts";
import { type Span, Spans } from "./spans.ts";

/** A contiguous run of audio. `position` is the index in the track of its first sample; `bytes` must not be kept. */
export interface AudioPiece {
  position: number;
  samples: number;
  bytes: Uint8Array;
}

/** Copies what it is given. Positions may have gaps (audio on hold is not kept) but never go back. */
export class ReplayBuffer {
  readonly #sampleBytes: number;
  readonly #queue: ByteQueue;
  readonly #spans = new Spans();

  constructor(options: { boundSamples: number; sampleBytes: number }) {
    this.#sampleBytes = options.sampleBytes;
    this.#queue = new ByteQueue(options.boundSamples * options.sampleBytes);
  }

  /** Samples kept. */
  get samples(): number {
    return this.#spans.total;
  }

  /** Position of the oldest sample kept. */
  get first(): number | undefined {
    return this.#spans.first;
  }

  get capacityBytes(): number {
    return this.#queue.capacity;
  }

  append(position: number, bytes: Uint8Array): void {
    this.#spans.append(position, position + bytes.length / this.#sampleBytes);
    this.#queue.append(bytes);
  }

  /** Puts audio before what is kept, which moves on by its length. `position` is where it begins. */
  insertFirst(position: number, bytes: Uint8Array): void {
    const kept: AudioPiece[] = [];
    for (let next = this.#spans.first; next !== undefined; ) {
      const piece = this.read(next, this.samples);
      if (piece !== undefined) kept.push({ ...piece, bytes: new Uint8Array(piece.bytes) });
      next = piece && piece.position + piece.samples;
    }
    this.evict(this.samples);
    this.append(position, bytes);
    const samples = bytes.length / this.#sampleBytes;
    for (const piece of kept) this.append(piece.position + samples, piece.bytes);
  }

  /** Samples kept before `position`. */
  samplesBefore(position: number): number {
    return this.#spans.countBefore(position);
  }

  /** The range a read from `position` would give, without copying. */
  peek(position: number, maxSamples: number): Span | undefined {
    return this.#spans.at(position, maxSamples);
  }

  /** The first contiguous run at or after `position`, at most `maxSamples` long. */
  read(position: number, maxSamples: number): AudioPiece | undefined {
    const span = this.#spans.at(position, maxSamples);
    if (span === undefined) return undefined;
    const samples = span.to - span.from;
    const offset = this.#spans.countBefore(span.from);
    const bytes = this.#queue.view(offset * this.#sampleBytes, samples * this.#sampleBytes);
    return { position: span.from, samples, bytes };
  }

  /** Forgets the oldest `count` samples and says which they were. */
  evict(count: number): Span[] {
    const evicted = Math.min(count, this.samples);
    this.#queue.drop(evicted * this.#sampleBytes);
    return this.#spans.takeFirst(evicted);
  }
}
