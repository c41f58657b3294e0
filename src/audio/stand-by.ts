/** The last audio of a leg that stands by for another one of its speaker, so that it can go on where the other one ends. */

import type { AudioEnd } from "../contract/audio-end.ts";

/** Longer than a leg may be silent before the one that stands by takes over. */
const KEPT_MS = 10_000;
const MOST_PIECES = 2_000;
/** Senders' stamps are compared where they are of one clock: two streams of one moment differ by no more. */
const MOST_BEHIND_MS = 5_000;
const MOST_AHEAD_MS = 60_000;

/** A copy, in whole samples. */
export interface StandByPiece {
  bytes: Uint8Array;
  lengthMs: number;
  end: AudioEnd;
}

/** `end` of audio that was stamped when its first sample was made. */
export function endOf(stampMs: number | undefined, lengthMs: number, atMs: number): AudioEnd {
  return { stampMs: stampMs === undefined ? undefined : stampMs + lengthMs, atMs };
}

export class StandBy {
  readonly #bytesPerMs: number;
  readonly #sampleBytes: number;
  #pieces: StandByPiece[] = [];
  #keptMs = 0;
  /** Audio before it was heard from the other leg; undefined when all that comes is new. */
  #until: { end: AudioEnd; by: "stampMs" | "atMs" | undefined } | undefined;

  constructor({ bytesPerMs, sampleBytes }: { bytesPerMs: number; sampleBytes: number }) {
    this.#bytesPerMs = bytesPerMs;
    this.#sampleBytes = sampleBytes;
  }

  /** Copies the audio; the oldest goes where there is too much. */
  keep(bytes: Uint8Array, end: AudioEnd): void {
    const lengthMs = bytes.length / this.#bytesPerMs;
    this.#pieces.push({ bytes: bytes.slice(), lengthMs, end });
    this.#keptMs += lengthMs;
    while (this.#keptMs > KEPT_MS || this.#pieces.length > MOST_PIECES)
      this.#keptMs -= this.#pieces.shift()?.lengthMs ?? 0;
  }

  forget(): void {
    this.#pieces = [];
    this.#keptMs = 0;
  }

  /** What is kept and new, oldest first; `until` is where the other leg's audio ends, undefined if it had none. */
  takeOver(until: AudioEnd | undefined): StandByPiece[] {
    const pieces = this.#pieces;
    this.forget();
    this.#until = until && { end: until, by: undefined };
    const newest = pieces.at(-1);
    if (newest !== undefined) this.#chooseClock(newest.end);
    return pieces.flatMap((piece) => {
      const bytes = this.newPartOf(piece.bytes, piece.end);
      return bytes.length === 0 ? [] : [{ bytes, lengthMs: bytes.length / this.#bytesPerMs, end: piece.end }];
    });
  }

  /** After a take-over: what of the audio the other leg did not bring. */
  newPartOf(bytes: Uint8Array, end: AudioEnd): Uint8Array {
    const until = this.#until;
    if (until === undefined) return bytes;
    const by = until.by ?? this.#chooseClock(end);
    const newMs = (end[by] ?? Number.POSITIVE_INFINITY) - (until.end[by] ?? 0);
    if (newMs * this.#bytesPerMs >= bytes.length) {
      this.#until = undefined;
      return bytes;
    }
    const newSamples = Math.max(0, Math.round((newMs * this.#bytesPerMs) / this.#sampleBytes));
    return bytes.subarray(bytes.length - newSamples * this.#sampleBytes);
  }

  #chooseClock(end: AudioEnd): "stampMs" | "atMs" {
    const until = this.#until;
    const aheadMs = (end.stampMs ?? Number.NaN) - (until?.end.stampMs ?? Number.NaN);
    const by = aheadMs >= -MOST_BEHIND_MS && aheadMs <= MOST_AHEAD_MS ? "stampMs" : "atMs";
    if (until !== undefined) until.by = by;
    return by;
  }
}
