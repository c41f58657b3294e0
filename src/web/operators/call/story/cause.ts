/** One sentence of "What happened", with the line of the history it comes from. */

/** serious: the agent lost help, words or audio. warning: they may have. good: nothing to see. note: worth knowing. */
export type CauseWeight = "serious" | "warning" | "note" | "good";

export interface Cause {
  weight: CauseWeight;
  /** For tests and for styling; also the key of its place in the list. */
  code: string;
  text: string;
  /** The line to look at; null if it is about something that never happened. */
  line: number | null;
}
