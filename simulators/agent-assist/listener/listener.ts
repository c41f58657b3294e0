/** The simulated recogniser of one stream: audio bytes in, interim and final results out. It hears the samples' words. */
import { createMatcher } from "./matcher.ts";
import { canonicalCode, codeOf, REFERENCE_RATE_HERTZ, type Reference } from "./reference.ts";
import { createUnknownSpeechDetector } from "./unknown-speech.ts";
import { createUtterances, type RecognitionResult } from "./utterances.ts";
import { createWordCounter } from "./word-counter.ts";

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

export function createListener({
  reference,
  encoding,
  sampleRateHertz,
  onResult,
}: ListenerOptions): Listener {
  const samplesPerMs = sampleRateHertz / 1000;
  let received = 0;
  const receivedMs = () => received / samplesPerMs;
  const utterances = createUtterances({ samplesPerMs, receivedMs, onResult });
  const unknown = createUnknownSpeechDetector(sampleRateHertz, ({ streamEnd, lengthSamples }) => {
    const endMs = Math.round(streamEnd / samplesPerMs);
    const lengthMs = Math.round(lengthSamples / samplesPerMs);
    onResult({
      isFinal: true,
      transcript: `[speech, ${(lengthMs / 1000).toFixed(1)} s, not in the samples]`,
      words: [],
      startMs: endMs - lengthMs,
      endMs,
      receivedMs: receivedMs(),
      utterance: undefined,
      isWhole: true,
    });
  });
  const counter = createWordCounter(utterances.hear);
  const codesOf = encoding === "MULAW" ? mulawCodes : linear16Codes();
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
      const codes = codesOf(chunk);
      received += codes.length;
      if (isKnownRate) matcher.write(codes);
      else for (const code of codes) unknown.add(code, ++position);
      counter.review();
      utterances.finishAfterSilence(received);
    },
    end() {
      unknown.end();
      counter.review();
      utterances.end();
    },
    receivedMs,
  };
}

const mulawCodes = (chunk: Uint8Array) => chunk.map(canonicalCode);

/** Decodes LINEAR16; half a sample waits for the next chunk. */
function linear16Codes(): (chunk: Uint8Array) => Uint8Array {
  let splitByte: number | undefined;
  return (chunk) => {
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
  };
}
