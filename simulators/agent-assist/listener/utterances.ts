/** From words heard one by one to results: interims as an utterance grows, and one final at its end. */
import type { Sample } from "../../../samples/sample.ts";
import type { CountedWord } from "./word-counter.ts";

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

/** Audio after an utterance's last word that makes its result final. */
const ENDPOINT_MS = 200;
/** The same when the last word did not come. */
const LOST_END_MS = 1500;

export interface Utterances {
  hear(word: CountedWord): void;
  /** `position`: samples received. */
  finishAfterSilence(position: number): void;
  /** Reports what is pending as final. */
  end(): void;
}

export function createUtterances(options: {
  samplesPerMs: number;
  receivedMs(): number;
  onResult(result: RecognitionResult): void;
}): Utterances {
  const { samplesPerMs, receivedMs, onResult } = options;
  let pending: { utterance: SpokenUtterance; words: HeardWord[]; isWhole: boolean } | undefined;

  function report(isFinal: boolean, isWhole: boolean): void {
    if (pending === undefined) return;
    const { utterance, words } = pending;
    const transcript = words.map((word) => word.word).join(" ");
    const startMs = words[0]?.startMs ?? 0;
    const endMs = words.at(-1)?.endMs ?? 0;
    if (isFinal) pending = undefined;
    onResult({
      ...{ isFinal, transcript, words: [...words], startMs, endMs },
      ...{ receivedMs: receivedMs(), utterance, isWhole },
    });
  }

  return {
    hear({ leg, word, streamEnd }) {
      const utterance = { sample: leg.sample, index: word.utterance };
      if (pending !== undefined && !isSame(pending.utterance, utterance)) report(true, true);
      pending ??= { utterance, words: [], isWhole: false };
      const endMs = Math.round(streamEnd / samplesPerMs);
      const lengthMs = Math.round((word.endSample - word.startSample) / samplesPerMs);
      pending.words.push({ word: word.word, startMs: Math.max(0, endMs - lengthMs), endMs });
      pending.isWhole = word.isLastOfUtterance;
      report(false, pending.isWhole);
    },
    finishAfterSilence(position) {
      if (pending === undefined) return;
      const silenceMs = position / samplesPerMs - (pending.words.at(-1)?.endMs ?? 0);
      if (silenceMs >= (pending.isWhole ? ENDPOINT_MS : LOST_END_MS)) report(true, true);
    },
    end: () => report(true, pending?.isWhole ?? false),
  };
}

function isSame(one: SpokenUtterance, other: SpokenUtterance): boolean {
  return one.sample === other.sample && one.index === other.index;
}
