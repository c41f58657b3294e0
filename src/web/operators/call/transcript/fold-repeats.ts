/**
 * A final transcript comes twice: as a recognition result and, a moment later, as a message of the conversation. The
 * second is shown with the first. Known by what a masked transcript has, too: whose it is, and its length.
 */
import type { Masked } from "../../../../contract/call-detail.ts";
import { kindOfEntry } from "../logged-kind.ts";

type Entry = Masked["entries"][number];

export interface ShownEntry {
  entry: Entry;
  /** The message that repeats it. */
  repeat: Entry | undefined;
}

/** Both speakers' events may come between the two. */
const MOST_BETWEEN = 6;

export function foldRepeats(entries: readonly Entry[]): ShownEntry[] {
  const shown: ShownEntry[] = [];
  for (const entry of entries) {
    const first = kindOfEntry(entry.kind) === "message" ? repeatedBy(entry, shown) : undefined;
    if (first === undefined) shown.push({ entry, repeat: undefined });
    else first.repeat = entry;
  }
  return shown;
}

function repeatedBy(message: Entry, shown: readonly ShownEntry[]): ShownEntry | undefined {
  return shown
    .slice(-MOST_BETWEEN)
    .find(
      ({ entry, repeat }) =>
        repeat === undefined &&
        kindOfEntry(entry.kind) === "said" &&
        entry.role === message.role &&
        entry.characters === message.characters,
    );
}
