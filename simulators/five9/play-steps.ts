/** Cuts a leg's audio into what is sent when: chunks, and the notices of its holds between them. */
import { encodeMulaw } from "../../samples/mulaw.ts";

/** How a leg's audio is written on the wire (Five9 voice.proto, VoiceConfig.AudioEncoding). */
export type LegEncoding = "LINEAR16" | "MULAW";

/** At 8000 Hz. */
export const WIRE_OF: Record<LegEncoding, { number: number; bytesPerMs: number; silence: number }> = {
  LINEAR16: { number: 1, bytesPerMs: 16, silence: 0 },
  MULAW: { number: 2, bytesPerMs: 8, silence: 0xff },
};

/** A leg's LINEAR16 audio in the encoding asked for. */
export function toWire(pcm: Uint8Array, encoding: LegEncoding): Uint8Array {
  if (encoding === "LINEAR16") return pcm;
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength);
  return Uint8Array.from({ length: pcm.byteLength >> 1 }, (_, at) =>
    encodeMulaw(view.getInt16(at * 2, true)),
  );
}

/** `atMs` is when the step is due, in call time: a chunk is due when its last sample has been spoken. */
export type PlayStep =
  | { type: "audio"; atMs: number; endByte: number; bytes: Uint8Array }
  | { type: "hold"; atMs: number }
  | { type: "resume"; atMs: number };

const SILENCE_MS = 100;

export interface PlayStepsInput {
  /** The leg's audio as it goes over the wire. */
  audio: Uint8Array;
  encoding: LegEncoding;
  /** Ascending and apart, in call time. */
  holds: { startMs: number; endMs: number }[];
  /** What is sent for the audio of a hold: zeros, no message at all, or what the recording has there. */
  holdAudio: "silence" | "nothing" | "recorded";
  /** Sizes of the chunks, used in turn; odd ones split a sample. */
  chunkBytes: readonly number[];
}

export function stepsOf(input: PlayStepsInput): PlayStep[] {
  const { audio, holds } = input;
  const { bytesPerMs, silence } = WIRE_OF[input.encoding];
  const cut = (bytes: Uint8Array, from: number, to: number) => {
    for (let start = from; start < to; ) {
      const end = Math.min(to, start + sizes());
      steps.push({ type: "audio", atMs: end / bytesPerMs, endByte: end, bytes: bytes.subarray(start, end) });
      start = end;
    }
  };
  const steps: PlayStep[] = [];
  const sizes = sizesInTurn(input.chunkBytes);
  let from = 0;
  for (const hold of holds) {
    const holdFrom = Math.min(audio.byteLength, Math.round(hold.startMs) * bytesPerMs);
    const holdTo = Math.min(audio.byteLength, Math.round(hold.endMs) * bytesPerMs);
    if (holdFrom < from || holdTo <= holdFrom) continue;
    cut(audio, from, holdFrom);
    steps.push({ type: "hold", atMs: hold.startMs });
    if (input.holdAudio === "recorded") cut(audio, holdFrom, holdTo);
    if (input.holdAudio === "silence") cut(new Uint8Array(holdTo).fill(silence), holdFrom, holdTo);
    steps.push({ type: "resume", atMs: hold.endMs });
    from = holdTo;
  }
  cut(audio, from, audio.byteLength);
  return steps;
}

/** The next piece of a leg whose speaker has nothing more to say. */
export function silenceAfter(steps: readonly PlayStep[], encoding: LegEncoding): PlayStep {
  const { bytesPerMs, silence } = WIRE_OF[encoding];
  const bytes = new Uint8Array(SILENCE_MS * bytesPerMs).fill(silence);
  const spokenBytes = steps.findLast((step) => step.type === "audio")?.endByte ?? 0;
  const atMs = (steps.at(-1)?.atMs ?? 0) + SILENCE_MS;
  return { type: "audio", atMs, endByte: spokenBytes + bytes.byteLength, bytes };
}

function sizesInTurn(sizes: readonly number[]): () => number {
  const usable = sizes.filter((size) => size > 0);
  if (usable.length === 0) throw new Error("at least one chunk size above 0 is needed");
  let turn = 0;
  return () => usable[turn++ % usable.length] ?? 1;
}
