/** Finds where each word of a text lies in its speech, in samples. */

export interface WordSpan {
  word: string;
  startSample: number;
  endSample: number;
}

const FRAME_SAMPLES = 40;
/** Below this mean level, at 16 bits, a frame counts as silent. */
const SILENCE_LEVEL = 60;

/**
 * `wordStarts` are in samples of `samples`. The synthesiser runs some short words together and reports one start for
 * them: such words share their span in proportion to their letters. Silence around a word belongs to no word.
 */
export function findWords(
  text: string,
  samples: Float64Array,
  wordStarts: readonly { charIndex: number; sampleIndex: number }[],
): WordSpan[] {
  const tokens = [...text.matchAll(/\S+/g)].map((match) => ({ word: match[0], charIndex: match.index }));
  const groups: { words: string[]; startSample: number }[] = [];
  for (const token of tokens) {
    const charEnd = token.charIndex + token.word.length;
    const start = wordStarts.find((at) => at.charIndex >= token.charIndex && at.charIndex < charEnd);
    const previous = groups.at(-1);
    if (start === undefined && previous !== undefined) previous.words.push(token.word);
    else groups.push({ words: [token.word], startSample: start?.sampleIndex ?? 0 });
  }
  return groups.flatMap((group, index) => {
    const limit = groups[index + 1]?.startSample ?? samples.length;
    const [startSample, endSample] = trimSilence(samples, group.startSample, limit);
    return divide(group.words, startSample, endSample);
  });
}

function divide(words: string[], startSample: number, endSample: number): WordSpan[] {
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  let at = startSample;
  return words.map((word) => {
    const from = at;
    at += ((endSample - startSample) * word.length) / letters;
    return { word, startSample: from, endSample: at };
  });
}

function trimSilence(samples: Float64Array, from: number, to: number): [number, number] {
  let start = from;
  let end = to;
  while (start + FRAME_SAMPLES < end && level(samples, start) < SILENCE_LEVEL) start += FRAME_SAMPLES;
  while (end - FRAME_SAMPLES > start && level(samples, end - FRAME_SAMPLES) < SILENCE_LEVEL) {
    end -= FRAME_SAMPLES;
  }
  return [start, end];
}

function level(samples: Float64Array, from: number): number {
  const start = Math.round(from);
  let sum = 0;
  for (let at = start; at < start + FRAME_SAMPLES; at++) sum += Math.abs(samples[at] ?? 0);
  return sum / FRAME_SAMPLES;
}
