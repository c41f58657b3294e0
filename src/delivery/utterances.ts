/** Tells stale interim transcripts from fresh ones, with bounded memory. */
import type { FinalTranscript, InterimTranscript } from "../assist/event.ts";

interface Utterance {
  finished: boolean;
  latestMs: number;
}

export interface UtteranceMemory {
  /** Notes that the utterance's final result is known. */
  finish(event: FinalTranscript): void;
  /** True when this interim result is news: no final and no later interim of its utterance has passed. */
  isFresh(event: InterimTranscript): boolean;
}

/** Remembers the last `capacity` utterances of all rooms; the longest untouched is forgotten first. */
export function createUtteranceMemory(capacity: number): UtteranceMemory {
  const utterances = new Map<string, Utterance>();

  function remember(key: string, utterance: Utterance): void {
    utterances.delete(key);
    utterances.set(key, utterance);
    if (utterances.size <= capacity) return;
    const oldest = utterances.keys().next();
    if (!oldest.done) utterances.delete(oldest.value);
  }

  return {
    finish: (event) => {
      const key = keyOf(event);
      if (key !== null) remember(key, { finished: true, latestMs: 0 });
    },
    isFresh: (event) => {
      const key = keyOf(event);
      // Without an utterance id nothing can be compared, and showing too much beats showing nothing.
      if (key === null) return true;
      const known = utterances.get(key);
      const publishedMs = Date.parse(event.publishedAt);
      if (known?.finished === true) return false;
      if (known !== undefined && publishedMs < known.latestMs) return false;
      remember(key, { finished: false, latestMs: Number.isNaN(publishedMs) ? 0 : publishedMs });
      return true;
    },
  };
}

function keyOf({ conversation, utteranceId }: InterimTranscript | FinalTranscript): string | null {
  return utteranceId === "" ? null : `${conversation.room}|${utteranceId}`;
}
