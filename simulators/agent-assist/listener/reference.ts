/** The audio the simulated recogniser knows: every leg of every sample, and where each word lies in it. */
import { join } from "node:path";
import { encodeMulaw } from "../../../samples/mulaw.ts";
import type { Sample, SampleSpeaker, SampleUtterance } from "../../../samples/sample.ts";
import { readWav } from "../../../samples/wav.ts";

export interface ReferenceWord {
  word: string;
  /** Index of its utterance in the sample's script. */
  utterance: number;
  isLastOfUtterance: boolean;
  startSample: number;
  endSample: number;
}

export interface ReferenceLeg {
  sample: Sample;
  speaker: SampleSpeaker;
  /** One mu-law code per sample at 8 kHz, negative zero written as zero. */
  codes: Uint8Array;
  /** In order of time, not overlapping. */
  words: ReferenceWord[];
}

/** A leg that becomes known while it is spoken. */
export interface SpokenLeg {
  /** What will be sent next: 16-bit samples at 8 kHz. */
  hear(samples: Int16Array): void;
  /** Words of the sample's utterance with this index, told at any time; they lie behind all words told before. */
  write(utterance: SampleUtterance, index: number): void;
}

export interface ReferencePlace {
  leg: ReferenceLeg;
  sampleIndex: number;
}

export interface Reference {
  legs: ReferenceLeg[];
  /** Learns one more sample, whose audio wins where another one has the same. */
  add(sample: Sample): Promise<void>;
  /** Begins a leg whose audio and words come later. Only its last minutes can be found. */
  follow(sample: Sample, speaker: SampleSpeaker): SpokenLeg;
  /** Where the window of WINDOW_SAMPLES codes that ends before `end` occurs in the known audio; undefined if nowhere. */
  find(codes: Uint8Array, end: number): ReferencePlace | undefined;
}

export const REFERENCE_RATE_HERTZ = 8000;
export const WINDOW_SAMPLES = 24;
/** One window in so many is indexed: a search fails at most this many samples longer, and memory stays small. */
const INDEX_STEP = 8;
/** How far back a spoken leg is searched: longer than anybody keeps audio to send it again. */
const FOUND_FOR_SAMPLES = REFERENCE_RATE_HERTZ * 300;

const CODES = Uint8Array.from({ length: 0x10000 }, (_, bits) =>
  canonicalCode(encodeMulaw(bits >= 0x8000 ? bits - 0x10000 : bits)),
);

/** The mu-law code of a 16-bit sample, negative zero written as zero. */
export function codeOf(sample: number): number {
  return CODES[sample & 0xffff] ?? 0xff;
}

/** 0x7f and 0xff both mean silence; the known audio uses the second. */
export function canonicalCode(code: number): number {
  return code === 0x7f ? 0xff : code;
}

/** Reads and indexes the samples' WAV files. Throws when one is not at 8 kHz. */
export async function loadReference(samples: readonly Sample[]): Promise<Reference> {
  const reference = createReference();
  for (const sample of samples) await reference.add(sample);
  return reference;
}

function createReference(): Reference {
  const legs: ReferenceLeg[] = [];
  const places = new Map<number, ReferencePlace>();
  return {
    legs,
    follow(sample, speaker) {
      const leg: ReferenceLeg = { sample, speaker, codes: new Uint8Array(), words: [] };
      legs.push(leg);
      return spokenLeg(leg, places);
    },
    async add(sample) {
      for (const speaker of ["agent", "customer"] as const) {
        const wav = await readWav(join(sample.directory, sample.legs[speaker]));
        if (wav.sampleRateHertz !== REFERENCE_RATE_HERTZ) throw new Error(`${sample.name}: not at 8 kHz`);
        const codes = new Uint8Array(wav.samples.map(codeOf));
        const words = sample.utterances.flatMap((utterance, index) =>
          utterance.speaker === speaker ? wordsOf(utterance, index) : [],
        );
        const leg = { sample, speaker, codes, words };
        legs.push(leg);
        for (let end = WINDOW_SAMPLES; end <= codes.length; end += INDEX_STEP) {
          places.set(hashWindow(codes, end), { leg, sampleIndex: end });
        }
      }
    },
    find(codes, end) {
      if (end < WINDOW_SAMPLES) return undefined;
      const place = places.get(hashWindow(codes, end));
      if (place === undefined) return undefined;
      for (let back = 1; back <= WINDOW_SAMPLES; back++) {
        if (place.leg.codes[place.sampleIndex - back] !== codes[end - back]) return undefined;
      }
      return place;
    },
  };
}

function hashWindow(codes: Uint8Array, end: number): number {
  let hash = 0x811c9dc5;
  for (let at = end - WINDOW_SAMPLES; at < end; at++) hash = Math.imul(hash ^ (codes[at] ?? 0), 0x01000193);
  return hash;
}

function wordsOf({ words }: SampleUtterance, utterance: number): ReferenceWord[] {
  const samplesPerMs = REFERENCE_RATE_HERTZ / 1000;
  return words.map(({ word, startMs, endMs }, place) => ({
    word,
    utterance,
    isLastOfUtterance: place === words.length - 1,
    startSample: startMs * samplesPerMs,
    endSample: endMs * samplesPerMs,
  }));
}

function spokenLeg(leg: ReferenceLeg, places: Map<number, ReferencePlace>): SpokenLeg {
  let room = new Uint8Array(REFERENCE_RATE_HERTZ * 60);
  return {
    hear(samples) {
      const { length } = leg.codes;
      if (length + samples.length > room.length) {
        const larger = new Uint8Array(room.length * 2);
        larger.set(room);
        room = larger;
      }
      for (const [index, sample] of samples.entries()) room[length + index] = codeOf(sample);
      leg.codes = room.subarray(0, length + samples.length);
      const firstEnd = Math.max(WINDOW_SAMPLES, Math.ceil((length + 1) / INDEX_STEP) * INDEX_STEP);
      for (let end = firstEnd; end <= leg.codes.length; end += INDEX_STEP) {
        places.set(hashWindow(leg.codes, end), { leg, sampleIndex: end });
        const former = end - FOUND_FOR_SAMPLES;
        if (former < WINDOW_SAMPLES) continue;
        const hash = hashWindow(leg.codes, former);
        const place = places.get(hash);
        if (place?.leg === leg && place.sampleIndex === former) places.delete(hash);
      }
    },
    write: (utterance, index) => void leg.words.push(...wordsOf(utterance, index)),
  };
}
