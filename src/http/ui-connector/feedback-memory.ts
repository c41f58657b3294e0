/** The known use of each suggestion: several desktops report parts of it, and each write replaces all of it. */
import type { SuggestionFeedback } from "../../assist/feedback.ts";
import type { FeedbackItem } from "./feedback.ts";

export interface FeedbackMemory {
  /** Adds a desktop's feedback and returns the whole; opened links are those of this request. */
  merge(recordKey: string, item: FeedbackItem, nowMs: number): SuggestionFeedback;
}

/** Records remembered; a desktop repeats all it knows, so forgetting a record loses nothing. */
const MAX_RECORDS = 20_000;

const NOTHING: SuggestionFeedback = {
  displayedAtMs: null,
  clickedAtMs: null,
  verdict: null,
  answerCopied: false,
  openedUris: [],
  detail: "none",
};

export function createFeedbackMemory(): FeedbackMemory {
  const known = new Map<string, SuggestionFeedback>();
  return {
    merge(recordKey, item, nowMs) {
      const before = known.get(recordKey) ?? NOTHING;
      const isUsed = item.clicked || item.copied || item.openedUris.length > 0;
      const merged: SuggestionFeedback = {
        displayedAtMs: before.displayedAtMs ?? (item.displayed ? nowMs : null),
        clickedAtMs: before.clickedAtMs ?? (isUsed ? nowMs : null),
        verdict: item.verdict ?? before.verdict,
        answerCopied: before.answerCopied || item.copied,
        openedUris: item.openedUris,
        detail: item.detail === "none" ? before.detail : item.detail,
      };
      known.delete(recordKey);
      known.set(recordKey, { ...merged, openedUris: [] });
      const oldest = known.keys().next().value;
      if (known.size > MAX_RECORDS && oldest !== undefined) known.delete(oldest);
      return merged;
    },
  };
}
