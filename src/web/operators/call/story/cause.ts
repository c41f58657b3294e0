/** One sentence of "What happened", with the line of the history it comes from. */
import { type NoHelpCode, noHelpWords } from "../../../../contract/no-help.ts";

/** serious: the agent lost help, words or audio. warning: they may have. good: nothing to see. note: worth knowing. */
export type CauseWeight = "serious" | "warning" | "note" | "good";

export interface Cause {
  weight: CauseWeight;
  /** For tests and for styling; also the key of its place in the list. */
  code: string;
  text: string;
  /** The line to look at; null if it is about something that never happened. */
  line: number | null;
  /** What ends it: a setting, a role or a command; with the page and heading of docs/guides that say more. */
  help?: { remedy: string; guide: string };
}

/** What to do about a cause that keeps suggestions away. */
export function helpFor(code: NoHelpCode, about = ""): Required<Pick<Cause, "help">> {
  const { remedy, guide } = noHelpWords(code, about);
  return { help: { remedy, guide } };
}
