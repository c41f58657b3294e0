/** What a suggestion can hold: a closed union by kind, with an open "other" so that nothing is lost. */

export interface SourceLink {
  title: string;
  /** http(s) or gs:// address, or "" if there is none. */
  uri: string;
  excerpt: string;
}

export interface SummarySection {
  title: string;
  text: string;
}

export type SuggestionContent =
  | { kind: "replies"; replies: string[] }
  | { kind: "articles"; articles: SourceLink[] }
  | { kind: "faq"; answers: { question: string; answer: string; source: string; sourceUri: string }[] }
  | { kind: "knowledge"; query: string; answer: string; sources: SourceLink[]; relatedQueries: string[] }
  | {
      kind: "coaching";
      actions: string[];
      responses: string[];
      instructions: { title: string; detail: string }[];
    }
  | { kind: "summary"; sections: SummarySection[] }
  | { kind: "note"; text: string }
  | { kind: "problem"; text: string }
  | { kind: "other"; title: string; fields: { name: string; value: string }[] };

/** Where what the agent does with a suggestion is reported. */
export interface SuggestionOrigin {
  /** Answer records: one for each reply, article or FAQ answer in the order shown, one for other kinds; "" for none. */
  records: readonly string[];
  /** The detail Dialogflow keeps for this kind of answer. */
  detail: "knowledge-assist" | "knowledge-search" | "none";
  /** The provider's name of the last message that it was made of. Absent if it does not say. */
  latestMessage?: string;
}

/** One piece of help for the agent: what the panel shows as one card. */
export interface Suggestion {
  content: SuggestionContent;
  origin: SuggestionOrigin;
}
