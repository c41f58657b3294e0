/** Whether spoken words are in another text, found by runs of neighbouring words. */

const RUN = 3;

/** Each run of three neighbouring words of a text: "No, thank you." -> ["no thank you"]. */
export function runsOfWords(text: string): string[] {
  const words = plain(text).split(" ");
  const runs = words.map((_, at) => words.slice(at, at + RUN).join(" ")).slice(0, 1 - RUN);
  return [...new Set(runs)];
}

/** The runs that are in the text. */
export function runsFound(runs: readonly string[], text: string): string[] {
  const searched = ` ${plain(text)} `;
  return runs.filter((run) => searched.includes(` ${run} `));
}

/** In lower case, nothing but words. */
function plain(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []).join(" ");
}
