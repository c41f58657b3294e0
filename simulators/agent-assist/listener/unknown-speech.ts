/** Finds speech by loudness in audio that no sample contains. */
import { decodeMulaw } from "../../../samples/mulaw.ts";

export interface SpeechSegment {
  /** Position of its end, in samples of the stream. */
  streamEnd: number;
  lengthSamples: number;
}

export interface UnknownSpeechDetector {
  /** `code` is a mu-law code; `position` counts samples of the stream up to and with this one. */
  add(code: number, position: number): void;
  /** Tells that the stream has reached `position`, also through audio that is known. */
  reach(position: number): void;
  /** Reports a segment that is still open. */
  end(): void;
}

const FRAME_MS = 20;
/** Mean level of a frame, at 16 bits, from which it counts as speech. */
const SPEECH_LEVEL = 250;
const MINIMUM_SPEECH_MS = 200;
const CLOSING_PAUSE_MS = 500;
const LONGEST_SEGMENT_MS = 15_000;

export function createUnknownSpeechDetector(
  sampleRateHertz: number,
  onSegment: (segment: SpeechSegment) => void,
): UnknownSpeechDetector {
  const samplesPerMs = sampleRateHertz / 1000;
  const frameSamples = FRAME_MS * samplesPerMs;
  let frameSum = 0;
  let frameCount = 0;
  let segment: { start: number; end: number; speechMs: number } | undefined;

  function closeSegment(): void {
    const closing = segment;
    segment = undefined;
    if (closing !== undefined && closing.speechMs >= MINIMUM_SPEECH_MS) {
      onSegment({ streamEnd: closing.end, lengthSamples: closing.end - closing.start });
    }
  }

  function reach(position: number): void {
    if (segment === undefined) return;
    const pauseMs = (position - segment.end) / samplesPerMs;
    const lengthMs = (position - segment.start) / samplesPerMs;
    if (pauseMs >= CLOSING_PAUSE_MS || lengthMs >= LONGEST_SEGMENT_MS) closeSegment();
  }

  return {
    add(code, position) {
      frameSum += Math.abs(decodeMulaw(code));
      if (++frameCount < frameSamples) return;
      const isSpeech = frameSum / frameCount >= SPEECH_LEVEL;
      frameSum = 0;
      frameCount = 0;
      reach(position);
      if (!isSpeech) return;
      segment ??= { start: position - frameSamples, end: position, speechMs: 0 };
      segment.end = position;
      segment.speechMs += FRAME_MS;
    },
    reach,
    end: closeSegment,
  };
}
