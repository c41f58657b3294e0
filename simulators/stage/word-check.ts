/** Holds delivered transcripts against what a sample's speakers said, word by word and in order. */

export interface WordCheck {
  expected: number;
  lost: string[];
  /** Words delivered that were not said there: repeated, or out of place. */
  duplicated: string[];
}

/** Words as they are compared: lower case, without punctuation around them. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ""))
    .filter((word) => word !== "");
}

/** Aligns by the longest common subsequence: what it leaves out on either side is lost or duplicated. */
export function checkWords(expected: readonly string[], delivered: readonly string[]): WordCheck {
  const lengths = Array.from({ length: expected.length + 1 }, () => new Uint16Array(delivered.length + 1));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = expected.length - 1; i >= 0; i -= 1) {
    const row = lengths[i];
    for (let j = delivered.length - 1; row && j >= 0; j -= 1) {
      row[j] = expected[i] === delivered[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lost: string[] = [];
  const duplicated: string[] = [];
  let i = 0;
  let j = 0;
  while (i < expected.length || j < delivered.length) {
    const [said, heard] = [expected[i], delivered[j]];
    if (said !== undefined && said === heard) {
      i += 1;
      j += 1;
    } else if (heard === undefined || (said !== undefined && at(i + 1, j) >= at(i, j + 1))) {
      lost.push(said ?? "");
      i += 1;
    } else {
      duplicated.push(heard);
      j += 1;
    }
  }
  return { expected: expected.length, lost, duplicated };
}
