/**
 * What was said comes twice: as a final recognition result and as a message of the conversation. Each has a topic of its
 * own, so either may come first. The later one is shown with the earlier one. They are known by their utterance's id and,
 * as Google does not promise that both have the same, by what a masked transcript has, too: whose it is, and its length.
 */
import type { Masked } from "../../../../contract/call-detail.ts";
import { type EntryKind, kindOfEntry } from "../logged-kind.ts";

type Entry = Masked["entries"][number];

export interface ShownEntry {
  entry: Entry;
  /** The entry that repeats it. */
  repeat: Entry | undefined;
}

const TWIN_KIND: Readonly<Partial<Record<EntryKind, EntryKind>>> = { said: "message", message: "said" };
/** Both speakers' events may come between the two. */
const MOST_BETWEEN = 6;

export function foldRepeats(entries: readonly Entry[]): ShownEntry[] {
  const shown: ShownEntry[] = [];
  const byUtterance = new Map<string, ShownEntry>();
  for (const entry of entries) {
    const first = byUtterance.get(entry.utteranceId ?? "") ?? twinOfLength(entry, shown);
    if (first !== undefined && isTwin(first, entry)) {
      first.repeat = entry;
      continue;
    }
    const alone = { entry, repeat: undefined };
    shown.push(alone);
    if (entry.utteranceId !== undefined) byUtterance.set(entry.utteranceId, alone);
  }
  return shown;
}

function isTwin({ entry, repeat }: ShownEntry, later: Entry): boolean {
  const wanted = TWIN_KIND[kindOfEntry(later.kind)];
  return wanted !== undefined && repeat === undefined && kindOfEntry(entry.kind) === wanted;
}

function twinOfLength(later: Entry, shown: readonly ShownEntry[]): ShownEntry | undefined {
  const { role, speaker, characters } = later;
  return shown
    .slice(-MOST_BETWEEN)
    .find(
      (one) =>
        isTwin(one, later) &&
        one.entry.role === role &&
        one.entry.speaker === speaker &&
        one.entry.characters === characters,
    );
}
