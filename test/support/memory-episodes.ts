/** Lives of call ids in memory, for tests of what asks for them; the real ones have their own contract test. */
import type { Episode, Episodes } from "../../src/storage/port.ts";

export interface MemoryEpisodes extends Episodes {
  /** While set, everything rejects with it. */
  failure: Error | null;
}

interface OpenEpisodes extends MemoryEpisodes {
  /** What is kept of the id, without asking. */
  known(firstKey: string): Episode | null;
}

export function createMemoryEpisodes(): OpenEpisodes {
  const newest = new Map<string, Episode>();
  const episodes: OpenEpisodes = {
    failure: null,
    known: (firstKey) => newest.get(firstKey) ?? null,
    async begin(firstKey) {
      if (episodes.failure) throw episodes.failure;
      const { number, isOver } = newest.get(firstKey) ?? { number: 0, isOver: true };
      const begun = isOver ? number + 1 : number;
      newest.set(firstKey, { number: begun, isOver: false });
      return begun;
    },
    async end(firstKey, number) {
      if (episodes.failure) throw episodes.failure;
      if (number >= (newest.get(firstKey)?.number ?? 0)) newest.set(firstKey, { number, isOver: true });
    },
    async newest(firstKey) {
      if (episodes.failure) throw episodes.failure;
      return episodes.known(firstKey);
    },
  };
  return episodes;
}
