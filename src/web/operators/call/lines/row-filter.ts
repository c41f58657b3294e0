/** Which lines of the history the list shows. Pure. */
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { isRoutineLine, kindOf, type LineKind } from "../story/line-facts.ts";

export interface LineFilter {
  /** Words that all occur in the line, in any field; "" shows all. */
  search: string;
  /** Kinds that are shown. */
  kinds: ReadonlySet<LineKind>;
  /** Routine lines are left out, unless a search asks for words of theirs. */
  foldsRoutine: boolean;
}

/** Indexes into `lines` from `from` on, ascending. */
export function rowsOf(
  lines: readonly HistoryLine[],
  { search, kinds, foldsRoutine }: LineFilter,
  from = 0,
): number[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const folds = foldsRoutine && words.length === 0;
  const rows: number[] = [];
  for (let index = from; index < lines.length; index += 1) {
    const line = lines[index];
    if (line === undefined || (folds && isRoutineLine(line))) continue;
    if (kinds.has(kindOf(line)) && words.every((word) => textOfLine(line).includes(word))) rows.push(index);
  }
  return rows;
}

const texts = new WeakMap<HistoryLine, string>();

/** Typing in the search field asks for every line's text again. */
function textOfLine(line: HistoryLine): string {
  let text = texts.get(line);
  if (text === undefined) {
    text = JSON.stringify(line).toLowerCase();
    texts.set(line, text);
  }
  return text;
}

/** How many rows are before this index. */
export function rowOfIndex(rows: readonly number[], index: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** "call.live.media.awaiting" -> "media.awaiting": without the common beginning of all ids. */
function shortStateId(id: string): string {
  return id.replace(/^(?:call\.live|call|participant\.engaged|participant)\./, "");
}

/** "media.awaiting → media.streaming" for each transition. */
export function tookWords(line: HistoryLine): string {
  return (line.took ?? [])
    .map(({ from, to }) => `${shortStateId(from)} → ${to.map(shortStateId).join(", ")}`)
    .join("; ");
}

/** "spawn participant:agent, send recognizer.open to recognizer" */
export function effectWords(line: HistoryLine): string {
  return (line.effects ?? [])
    .map(({ kind, to, event }) => {
      if (kind === "send") return `${event} to ${to ?? "?"}`;
      return `${kind} ${kind === "spawn" ? (to ?? event) : event}`;
    })
    .join(", ");
}
