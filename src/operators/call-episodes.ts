/** The lives of a call's id beside each other, as its page shows them. */
import { episodeKeyOf, firstKeyOf } from "../calls/episode-key.ts";
import type { Calls } from "../calls/port.ts";
import { summaryOfStored } from "../calls/summary.ts";
import type { CallEpisode } from "../contract/call-detail.ts";
import type { CallStore } from "../storage/port.ts";

export interface CallEpisodesOptions {
  calls: Pick<Calls, "newestLife" | "watched">;
  store: Pick<CallStore, "get">;
}

/** An id that is used for ever has no more on a page. */
const MOST_SHOWN = 20;

/** Oldest first; none where the id has had one life. Those that are kept no more are left out. */
export async function episodesOf(
  callKey: string,
  { calls, store }: CallEpisodesOptions,
): Promise<CallEpisode[]> {
  const firstKey = firstKeyOf(callKey);
  const { episode: newest } = await calls.newestLife(callKey);
  if (newest === 1) return [];
  const oldest = Math.max(1, newest - MOST_SHOWN + 1);
  const numbers = Array.from({ length: newest - oldest + 1 }, (_, index) => oldest + index);
  const lives = await Promise.all(
    numbers.map(async (number): Promise<CallEpisode[]> => {
      const key = episodeKeyOf(firstKey, number);
      const stored = await store.get(key);
      const summary = (await (await calls.watched(key))?.summary()) ?? (stored && summaryOfStored(stored));
      if (summary === null) return [];
      const { live, startedAtMs, endedAtMs, agentIds } = summary;
      return [{ callKey: key, number, live, startedAtMs, endedAtMs, agentIds }];
    }),
  );
  return lives.flat();
}
