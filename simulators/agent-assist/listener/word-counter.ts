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
/** Words of a leg that is written down while it is spoken may be told after its audio has come again. */
const PASSES_KEPT = 4;

export interface WordCounter {
  add(run: MatchedRun): void;
  /** Looks at words that were told after their audio had come. */
  review(): void;
}

/** Audio of a leg in the order of the leg. */
interface Pass {
  leg: ReferenceLeg;
  /** Known audio up to here has been seen in this pass. */
  position: number;
  /** What has come, in order, and how far the stream is ahead of the leg there. */
  covered: { from: number; to: number; shift: number }[];
  /** The word that is decided next. */
  next: number;
  /** Another pass has begun: no more audio comes, so a word whose end did not come is decided too. */
  isOver: boolean;
}

export function createWordCounter(onWord: (word: CountedWord) => void): WordCounter {
  let passes: Pass[] = [];

  function passOf({ place: { leg, sampleIndex } }: MatchedRun): Pass {
    const current = passes.at(-1);
    if (current !== undefined && current.leg === leg && sampleIndex >= current.position) return current;
    if (current !== undefined) {
      current.isOver = true;
      decide(current);
    }
    const next = leg.words.findIndex((word) => word.endSample > sampleIndex);
    const covered: Pass["covered"] = [];
    const pass = {
      ...{ leg, position: sampleIndex, covered },
      ...{ next: next < 0 ? leg.words.length : next, isOver: false },
    };
    passes = [...passes.slice(1 - PASSES_KEPT), pass];
    return pass;
  }

  function decide(pass: Pass): void {
    const { leg, covered, position } = pass;
    for (let word = leg.words[pass.next]; word !== undefined; word = leg.words[pass.next]) {
      const isPast = word.endSample <= position || (pass.isOver && word.startSample < position);
      if (!isPast) return;
      pass.next++;
      const heard = hear(word, covered);
      if (heard !== undefined) onWord({ leg, word, streamEnd: heard });
    }
  }

  return {
    add(run) {
      const pass = passOf(run);
      const from = run.place.sampleIndex;
      const to = from + run.length;
      const shift = run.streamEnd - to;
      const last = pass.covered.at(-1);
      if (last !== undefined && last.to === from && last.shift === shift) last.to = to;
      else pass.covered.push({ from, to, shift });
      pass.position = to;
      decide(pass);
    },
    review() {
      for (const pass of passes) decide(pass);
    },
  };
}

/** Where on the stream the word ends; undefined where too little of it came. */
function hear(word: ReferenceWord, covered: Pass["covered"]): number | undefined {
  let samples = 0;
  let streamEnd = 0;
  for (const { from, to, shift } of covered) {
    const overlap = Math.min(to, word.endSample) - Math.max(from, word.startSample);
    if (overlap <= 0) continue;
    samples += overlap;
    streamEnd = Math.min(to, word.endSample) + shift;
  }
  return samples >= REQUIRED_SHARE * (word.endSample - word.startSample) ? streamEnd : undefined;
}
