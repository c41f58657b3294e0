/** Tells stale interim transcripts from fresh ones, with bounded memory. */
import type { FinalTranscript, InterimTranscript } from "../assist/event.ts";
import { isOpeningOf } from "../assist/same-words.ts";

interface Utterance {
  finished: boolean;
  latestMs: number;
}

/** The newest final of one voice. */
interface LastFinal extends Pick<FinalTranscript, "text" | "utteranceId"> {
  /** NaN if the provider does not say. */
  publishedMs: number;
}

export interface UtteranceMemory {
  /** Notes that the utterance's final result is known. */
  finish(event: FinalTranscript): void;
  /**
   * True when this interim result is news: no final and no later interim of its utterance has passed, and no newer final
   * of its voice, whatever the ids say. Google publishes a voice's results one after the other, and Pub/Sub brings them
   * in any order.
   */
  isFresh(event: InterimTranscript): boolean;
}

/** Remembers the last `capacity` utterances, and the last finals of as many voices; the longest untouched are forgotten. */
export function createUtteranceMemory(capacity: number): UtteranceMemory {
  const utterances = createMemory<Utterance>(capacity);
  const finals = createMemory<LastFinal>(capacity);

  return {
    finish: (event) => {
      const key = keyOf(event);
      if (key !== null) utterances.remember(key, { finished: true, latestMs: 0 });
      const voice = voiceKeyOf(event);
      const { text, utteranceId, publishedAt } = event;
      const final = { text, utteranceId, publishedMs: Date.parse(publishedAt) };
      // One that Pub/Sub brings late or again is not the newest.
      if ((finals.get(voice)?.publishedMs ?? 0) > final.publishedMs) return;
      finals.remember(voice, final);
    },
    isFresh: (event) => {
      const publishedMs = Date.parse(event.publishedAt);
      const final = finals.get(voiceKeyOf(event));
      if (final !== undefined && isBefore(final, event, publishedMs)) return false;
      const key = keyOf(event);
      if (key === null) return true;
      const known = utterances.get(key);
      if (known?.finished === true) return false;
      if (known !== undefined && publishedMs < known.latestMs) return false;
      utterances.remember(key, { finished: false, latestMs: Number.isNaN(publishedMs) ? 0 : publishedMs });
      return true;
    },
  };
}

/** By their times; where these are the same or unknown, by their ids; without ids by the words. */
function isBefore(final: LastFinal, interim: InterimTranscript, publishedMs: number): boolean {
  if (publishedMs !== final.publishedMs && !Number.isNaN(publishedMs - final.publishedMs)) {
    return publishedMs < final.publishedMs;
  }
  const haveIds = final.utteranceId !== "" && interim.utteranceId !== "";
  return haveIds ? final.utteranceId === interim.utteranceId : isOpeningOf(interim.text, final.text);
}

function createMemory<Value>(capacity: number) {
  const values = new Map<string, Value>();
  return {
    get: (key: string) => values.get(key),
    remember(key: string, value: Value): void {
      values.delete(key);
      values.set(key, value);
      if (values.size <= capacity) return;
      const oldest = values.keys().next();
      if (!oldest.done) values.delete(oldest.value);
    },
  };
}

function keyOf({ conversation, utteranceId }: InterimTranscript | FinalTranscript): string | null {
  return utteranceId === "" ? null : `${conversation.room}|${utteranceId}`;
}

/** Of several agents each has a voice of their own. */
function voiceKeyOf(event: InterimTranscript | FinalTranscript): string {
  const { conversation, speaker, participantId, voice } = event;
  return `${conversation.room}|${speaker ?? participantId ?? voice}`;
}
