/** Pieces of an alarm's sentence. */

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A length of time as operators read it: "1,300 ms". */
export function shownMs(ms: number): string {
  return `${Math.max(1, Math.round(ms)).toLocaleString("en")} ms`;
}
