/** Decides from matched runs which words were heard: those whose audio came (nearly) whole, once per time it came. */
import type { MatchedRun } from "./matcher.ts";
import type { ReferenceLeg, ReferenceWord } from "./reference.ts";

export interface CountedWord {
  leg: ReferenceLeg;
  word: ReferenceWord;
  /** Position of the word's end, in samples received on the stream. */
  streamEnd: number;
}

/** The part of a word's audio that must have come for the word to be heard. */
const REQUIRED_SHARE = 0.98;

export interface WordCounter {
  add(run: MatchedRun): void;
}

export function createWordCounter(onWord: (word: CountedWord) => void): WordCounter {
  let leg: ReferenceLeg | undefined;
  /** Known audio up to here has been seen in this pass. */
  let position = 0;
  let streamPosition = 0;
  let next = 0;
  let coveredSamples = 0;

  /** Leaves the current word behind; its end may lie a little after the last audio that matched. */
  function closeWord(word: ReferenceWord, streamEnd: number): void {
    const required = REQUIRED_SHARE * (word.endSample - word.startSample);
    if (leg !== undefined && coveredSamples >= required) onWord({ leg, word, streamEnd });
    coveredSamples = 0;
    next++;
  }

  return {
    add({ place, length, streamEnd }) {
      const from = place.sampleIndex;
      const to = from + length;
      if (place.leg !== leg || from < position) {
        const open = leg?.words[next];
        if (open !== undefined) closeWord(open, streamPosition);
        leg = place.leg;
        next = leg.words.findIndex((word) => word.endSample > from);
        if (next < 0) next = leg.words.length;
        coveredSamples = 0;
      }
      for (let word = leg.words[next]; word !== undefined; word = leg.words[next]) {
        if (word.endSample <= from) {
          closeWord(word, streamPosition);
          continue;
        }
        const overlap = Math.min(to, word.endSample) - Math.max(from, word.startSample);
        coveredSamples += Math.max(0, overlap);
        if (to < word.endSample) break;
        closeWord(word, streamEnd - (to - word.endSample));
      }
      position = to;
      streamPosition = streamEnd;
    },
  };
}
