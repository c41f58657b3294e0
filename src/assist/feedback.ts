/** What agents did with suggestions, as feedback to their provider. */

import type { SummarySection } from "./suggestion.ts";

/** All that is known of what agents did with one suggestion. */
export interface SuggestionFeedback {
  /** Since when it was in sight, or null. Milliseconds since the Unix epoch, as all times here. */
  displayedAtMs: number | null;
  /** When it, or a part of it, was first used: copied, or a link in it opened. */
  clickedAtMs: number | null;
  /** "up" and "down" are the thumbs; "none" is a thumb taken back. Null without a judgement. */
  verdict: "up" | "down" | "none" | null;
  /**
   * Why the thumb is down: what it says is wrong, something is missing in it, or it does not fit what is talked about.
   * Null without a reason.
   */
  reason: "wrong" | "incomplete" | "unfit" | null;
  /** The summary as the agent edited and kept it; null for other suggestions, and while nothing is kept. */
  summary: KeptSummary | null;
  /** Only for answers from a knowledge base: whether the answer was copied. */
  answerCopied: boolean;
  /** Only for answers from a knowledge base: links opened since the last write; Dialogflow appends them. */
  openedUris: readonly string[];
  /** Which detail feedback Dialogflow keeps for this kind of suggestion. */
  detail: "knowledge-assist" | "knowledge-search" | "none";
}

export interface KeptSummary {
  /** When the agent began to edit it, and kept it. */
  startedAtMs: number;
  submittedAtMs: number;
  sections: readonly SummarySection[];
}

export interface AnswerRecords {
  /** Replaces the record's feedback. Fails as any call to Dialogflow may, with NOT_FOUND for an unknown record. */
  update(name: string, feedback: SuggestionFeedback, signal?: AbortSignal): Promise<void>;
}
