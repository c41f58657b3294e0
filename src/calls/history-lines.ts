/** Numbers for the lines of a history that were written without one. */
import type { HistoryLine } from "../contract/history-line.ts";
import type { HistoryEntry } from "../storage/port.ts";

/** The same lines, each with its number: its own, or the one after the line before it. */
export function numberedLines(entries: readonly HistoryEntry[]): HistoryLine[] {
  let line = 0;
  return entries.map((entry) => {
    // A late line may come before one that was numbered without it.
    line = Math.max(entry.line ?? 0, line + 1);
    return { ...entry, line };
  });
}

/** A history's first lines and its last ones, with a line between them that says how many are left out. */
export function joinedLines(start: readonly HistoryEntry[], end: readonly HistoryLine[]): HistoryLine[] {
  const [after] = end;
  if (after === undefined || after.line <= 1) return [...end];
  const before = numberedLines(start).filter(({ line }) => line < after.line);
  const last = before.at(-1);
  const count = after.line - (last?.line ?? 0) - 1;
  if (last === undefined || count === 0) return [...before, ...end];
  const omitted = {
    line: last.line + 1,
    atMs: last.atMs,
    actor: "call",
    event: "history.omitted",
    detail: { count },
  };
  return [...before, omitted, ...end];
}

/** Stored lines and the newest ones from memory, each once, ascending. */
export function mergedLines(stored: readonly HistoryEntry[], recent: readonly HistoryLine[]): HistoryLine[] {
  const numbered = numberedLines(stored);
  const newest = numbered.at(-1)?.line ?? 0;
  return [...numbered, ...recent.filter(({ line }) => line > newest)];
}
