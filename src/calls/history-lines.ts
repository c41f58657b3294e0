/** Numbers for the lines of a history that were written without one. */
import type { HistoryLine } from "../contract/history-line.ts";
import type { HistoryEntry } from "../storage/port.ts";

/** The same lines, each with its number: its own, or the one after the line before it. */
export function numberedLines(entries: readonly HistoryEntry[]): HistoryLine[] {
  let line = 0;
  return entries.map((entry) => {
    // A late line may stand before one that was numbered without knowing of it.
    line = Math.max(entry.line ?? 0, line + 1);
    return { ...entry, line };
  });
}

/** Stored lines and the newest ones from memory, each once, ascending. */
export function mergedLines(stored: readonly HistoryEntry[], recent: readonly HistoryLine[]): HistoryLine[] {
  const numbered = numberedLines(stored);
  const newest = numbered.at(-1)?.line ?? 0;
  return [...numbered, ...recent.filter(({ line }) => line > newest)];
}
