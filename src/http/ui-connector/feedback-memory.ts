/** The known use of each suggestion: several desktops report parts of it, and each write replaces all of it. */
import type { SuggestionFeedback } from "../../assist/feedback.ts";
import type { FeedbackItem } from "./feedback.ts";

export interface FeedbackMemory {
  /** Adds a desktop's feedback and gives the whole; opened links and the summary are those of this request. May reject where it is elsewhere. */
  merge(recordKey: string, item: FeedbackItem, nowMs: number): Promise<SuggestionFeedback>;
}

/** All but the opened links, and no words of a call. Absent: nothing was said of it. */
export type KnownFeedback = Partial<Record<keyof SuggestionFeedback, string | number>>;

/** What an item adds: of `first` what is known already stays, of `last` the newest counts. */
export interface FeedbackNews {
  first: KnownFeedback;
  last: KnownFeedback;
}

/** Records remembered; a desktop repeats all it knows, so forgetting a record loses nothing. */
const MAX_RECORDS = 20_000;

export function newsIn(item: FeedbackItem, nowMs: number): FeedbackNews {
  const isUsed = item.clicked || item.copied || item.openedUris.length > 0;
  return {
    first: {
      ...(item.displayed ? { displayedAtMs: nowMs } : {}),
      ...(isUsed ? { clickedAtMs: nowMs } : {}),
    },
    last: {
      // A reason belongs to the thumb that it came with.
      ...(item.verdict === null ? {} : { verdict: item.verdict, reason: item.reason ?? "" }),
      ...(item.copied ? { answerCopied: 1 } : {}),
      ...(item.detail === "none" ? {} : { detail: item.detail }),
    },
  };
}

export function feedbackOf(
  known: KnownFeedback,
  { openedUris, summary }: Pick<FeedbackItem, "openedUris" | "summary">,
): SuggestionFeedback {
  const timeOf = (time: string | number | undefined) => (time === undefined ? null : Number(time));
  return {
    displayedAtMs: timeOf(known.displayedAtMs),
    clickedAtMs: timeOf(known.clickedAtMs),
    verdict: (known.verdict ?? null) as SuggestionFeedback["verdict"],
    reason: (known.reason || null) as SuggestionFeedback["reason"],
    summary,
    answerCopied: known.answerCopied !== undefined,
    openedUris,
    detail: (known.detail ?? "none") as SuggestionFeedback["detail"],
  };
}

/** In this process; where several share a Redis, `redisFeedbackMemory` is theirs. */
export function createFeedbackMemory(): FeedbackMemory {
  const records = new Map<string, KnownFeedback>();
  return {
    async merge(recordKey, item, nowMs) {
      const { first, last } = newsIn(item, nowMs);
      const known = { ...first, ...records.get(recordKey), ...last };
      records.delete(recordKey);
      records.set(recordKey, known);
      const oldest = records.keys().next().value;
      if (records.size > MAX_RECORDS && oldest !== undefined) records.delete(oldest);
      return feedbackOf(known, item);
    },
  };
}
