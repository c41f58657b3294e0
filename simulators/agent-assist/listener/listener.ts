/** The simulated recogniser of one stream: audio bytes in, interim and final results out. It hears the samples' words. */
import type { Sample } from "../../../samples/sample.ts";
import { createMatcher } from "./matcher.ts";
import { canonicalCode, codeOf, REFERENCE_RATE_HERTZ, type Reference } from "./reference.ts";
import { createUnknownSpeechDetector } from "./unknown-speech.ts";
import { type CountedWord, createWordCounter } from "./word-counter.ts";

/** Times are milliseconds of audio from the start of the stream. */
export interface HeardWord {
  word: string;
  startMs: number;
  endMs: number;
}

export interface SpokenUtterance {
  sample: Sample;
  /** Index in the sample's script. */
  index: number;
}

export interface RecognitionResult {
  isFinal: boolean;
  transcript: string;
  words: HeardWord[];
  startMs: number;
  endMs: number;
  /** Audio received on the stream when the result was made. */
  receivedMs: number;
  /** What was said, where the audio is known. */
  utterance: SpokenUtterance | undefined;
  /** False for a final that was cut off by the stream's half-close before the utterance's last word. */
  isWhole: boolean;
}

export interface Listener {
  /** Any number of bytes; a 16-bit sample may be split between calls. */
  write(chunk: Uint8Array): void;
  /** Half-close: reports what is pending as final. */
  end(): void;
  /** Milliseconds of audio received. */
  receivedMs(): number;
}

export interface ListenerOptions {
  reference: Reference;
  encoding: "LINEAR16" | "MULAW";
  sampleRateHertz: number;
  onResult: (result: RecognitionResult) => void;
}

/** Audio after an utterance's last word that makes its result final. */
const ENDPOINT_MS = 200;
/** The same when the last word did not come. */
const LOST_END_MS = 1500;

export function createListener({
  reference,
  encoding,
  sampleRateHertz,
  onResult,
}: ListenerOptions): Listener {
  const samplesPerMs = sampleRateHertz / 1000;
  let received = 0;
  let splitByte: number | undefined;
  let pending: { utterance: SpokenUtterance; words: HeardWord[]; isWhole: boolean } | undefined;

  function report(isFinal: boolean, isWhole: boolean): void {
    if (pending === undefined) return;
    const { utterance, words } = pending;
    const transcript = words.map((word) => word.word).join(" ");
    const startMs = words[0]?.startMs ?? 0;
    const endMs = words.at(-1)?.endMs ?? 0;
    if (isFinal) pending = undefined;
    onResult({
      isFinal,
      transcript,
      words: [...words],
      startMs,
      endMs,
      receivedMs: received / samplesPerMs,
      utterance,
      isWhole,
    });
  }

  function hear({ leg, word, streamEnd }: CountedWord): void {
    const utterance = { sample: leg.sample, index: word.utterance };
    if (pending !== undefined && !isSame(pending.utterance, utterance)) report(true, true);
    pending ??= { utterance, words: [], isWhole: false };
    const endMs = Math.round(streamEnd / samplesPerMs);
    const lengthMs = Math.round((word.endSample - word.startSample) / samplesPerMs);
    pending.words.push({ word: word.word, startMs: Math.max(0, endMs - lengthMs), endMs });
    pending.isWhole = word.isLastOfUtterance;
    report(false, pending.isWhole);
  }

  function finishAfterSilence(position: number): void {
    if (pending === undefined) return;
    const silenceMs = position / samplesPerMs - (pending.words.at(-1)?.endMs ?? 0);
    if (silenceMs >= (pending.isWhole ? ENDPOINT_MS : LOST_END_MS)) report(true, true);
  }

  const unknown = createUnknownSpeechDetector(sampleRateHertz, ({ streamEnd, lengthSamples }) => {
    const endMs = Math.round(streamEnd / samplesPerMs);
    const lengthMs = Math.round(lengthSamples / samplesPerMs);
    onResult({
      isFinal: true,
      transcript: `[speech, ${(lengthMs / 1000).toFixed(1)} s, not in the samples]`,
      words: [],
      startMs: endMs - lengthMs,
      endMs,
      receivedMs: received / samplesPerMs,
      utterance: undefined,
      isWhole: true,
    });
  });
  const counter = createWordCounter(hear);
  const isKnownRate = sampleRateHertz === REFERENCE_RATE_HERTZ;
  let position = 0;
  const matcher = createMatcher({
    reference,
    onRun(run) {
      counter.add(run);
      position = run.streamEnd;
      unknown.reach(position);
    },
    onUnmatched(code) {
      unknown.add(code, ++position);
    },
  });

  return {
    write(chunk) {
      const codes = encoding === "MULAW" ? chunk.map(canonicalCode) : decodeLinear(chunk);
      received += codes.length;
      if (isKnownRate) matcher.write(codes);
      else for (const code of codes) unknown.add(code, ++position);
      finishAfterSilence(received);
    },
    end() {
      unknown.end();
      report(true, pending?.isWhole ?? false);
    },
    receivedMs: () => received / samplesPerMs,
  };

  function decodeLinear(chunk: Uint8Array): Uint8Array {
    const bytes = splitByte === undefined ? chunk : new Uint8Array(chunk.length + 1);
    if (splitByte !== undefined) {
      bytes[0] = splitByte;
      bytes.set(chunk, 1);
    }
    const count = bytes.length >> 1;
    splitByte = bytes.length % 2 === 1 ? bytes[bytes.length - 1] : undefined;
    const codes = new Uint8Array(count);
    for (let at = 0; at < count; at++) {
      codes[at] = codeOf((bytes[at * 2] ?? 0) | ((bytes[at * 2 + 1] ?? 0) << 8));
    }
    return codes;
  }
}

function isSame(one: SpokenUtterance, other: SpokenUtterance): boolean {
  return one.sample === other.sample && one.index === other.index;
}
