/** The samples' audio and words in the forms tests need. */
import { join } from "node:path";
import { encodeMulaw } from "../../../samples/mulaw.ts";
import { readSample, type Sample, type SampleSpeaker, type SampleWord } from "../../../samples/sample.ts";
import { readWav } from "../../../samples/wav.ts";

export interface LegAudio {
  sample: Sample;
  samples: Int16Array;
  words: SampleWord[];
}

export const SAMPLES_PER_MS = 8;

export async function readLeg(name: string, speaker: SampleSpeaker): Promise<LegAudio> {
  const sample = await readSample(name);
  const { samples } = await readWav(join(sample.directory, sample.legs[speaker]));
  const words = sample.utterances
    .filter((utterance) => utterance.speaker === speaker)
    .flatMap((utterance) => utterance.words);
  return { sample, samples, words };
}

export function toLinear16(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.slice().buffer);
}

export function toMulaw(samples: Int16Array): Uint8Array {
  return Uint8Array.from(samples, encodeMulaw);
}

/** The samples without [fromMs, toMs). */
export function cutOut(samples: Int16Array, fromMs: number, toMs: number): Int16Array {
  const before = samples.subarray(0, fromMs * SAMPLES_PER_MS);
  const after = samples.subarray(toMs * SAMPLES_PER_MS);
  const joined = new Int16Array(before.length + after.length);
  joined.set(before);
  joined.set(after, before.length);
  return joined;
}

export function textOf(words: readonly { word: string }[]): string {
  return words.map(({ word }) => word).join(" ");
}
