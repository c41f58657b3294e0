/** Cuts a leg's audio into what is sent when: chunks, and the notices of its holds between them. */
import { BYTES_PER_MS } from "./wav.ts";

/** `atMs` is when the step is due, in call time: a chunk is due when its last sample has been spoken. */
export type PlayStep =
  | { type: "audio"; atMs: number; endByte: number; bytes: Uint8Array }
  | { type: "hold"; atMs: number }
  | { type: "resume"; atMs: number };

export interface PlayStepsInput {
  pcm: Uint8Array;
  /** Ascending and apart, in call time. */
  holds: { startMs: number; endMs: number }[];
  /** What is sent for the audio of a hold: zeros, no message at all, or what the recording has there. */
  holdAudio: "silence" | "nothing" | "recorded";
  /** Sizes of the chunks, used in turn; odd ones split a sample. */
  chunkBytes: readonly number[];
}

export function stepsOf(input: PlayStepsInput): PlayStep[] {
  const { pcm, holds } = input;
  const steps: PlayStep[] = [];
  const sizes = sizesInTurn(input.chunkBytes);
  let from = 0;
  for (const hold of holds) {
    const holdFrom = Math.min(pcm.byteLength, Math.round(hold.startMs) * BYTES_PER_MS);
    const holdTo = Math.min(pcm.byteLength, Math.round(hold.endMs) * BYTES_PER_MS);
    if (holdFrom < from || holdTo <= holdFrom) continue;
    cut(steps, pcm, from, holdFrom, sizes);
    steps.push({ type: "hold", atMs: hold.startMs });
    if (input.holdAudio === "recorded") cut(steps, pcm, holdFrom, holdTo, sizes);
    if (input.holdAudio === "silence") cut(steps, new Uint8Array(holdTo), holdFrom, holdTo, sizes);
    steps.push({ type: "resume", atMs: hold.endMs });
    from = holdTo;
  }
  cut(steps, pcm, from, pcm.byteLength, sizes);
  return steps;
}

function cut(steps: PlayStep[], pcm: Uint8Array, from: number, to: number, sizes: () => number): void {
  for (let start = from; start < to; ) {
    const end = Math.min(to, start + sizes());
    steps.push({ type: "audio", atMs: end / BYTES_PER_MS, endByte: end, bytes: pcm.subarray(start, end) });
    start = end;
  }
}

function sizesInTurn(sizes: readonly number[]): () => number {
  const usable = sizes.filter((size) => size > 0);
  if (usable.length === 0) throw new Error("at least one chunk size above 0 is needed");
  let turn = 0;
  return () => usable[turn++ % usable.length] ?? 1;
}
