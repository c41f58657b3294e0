/** What a suggestion card can hold: a closed union by kind, with an open "other" so that nothing is swallowed. */

export interface SourceLink {
  title: string;
  /** http(s) address, or "" where there is none to open. */
  uri: string;
  excerpt: string;
}

export interface SummarySection {
  title: string;
  text: string;
}

export type CardContent =
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

export type CardKind = CardContent["kind"];

/** Where what the agent does with a card is reported. */
export interface CardOrigin {
  /** Answer records: one for each reply, article or FAQ answer in the order shown, one for other cards; "" for none. */
  records: readonly string[];
  /** The detail Dialogflow keeps for this kind of answer. */
  detail: "knowledge-assist" | "none";
}

/** What a suggestion result holds for one card. */
export interface SuggestedCard {
  content: CardContent;
  origin: CardOrigin;
}

/** The agent's judgement of a card. */
export type Verdict = "up" | "down";

export interface Card {
  /** The event's Pub/Sub id and the suggestion's place in it: stable over replays and reloads. */
  id: string;
  /** Order of arrival in the call's log. */
  order: number;
  /** Milliseconds since the Unix epoch. */
  timeMs: number;
  content: CardContent;
  origin: CardOrigin;
}

/** Kinds with a thumb: replies tell by being used, and a notice is no suggestion. */
export function canBeJudged({ content, origin }: Card): boolean {
  const { kind } = content;
  return kind !== "replies" && kind !== "problem" && origin.records.some((record) => record !== "");
}

/** A card's kind in the agent's words, in the order the filter shows them. */
export const KIND_LABELS: Readonly<Record<CardKind, string>> = {
  replies: "Replies",
  coaching: "Coaching",
  knowledge: "Knowledge",
  faq: "FAQ",
  articles: "Articles",
  summary: "Summary",
  note: "Note",
  problem: "Notice",
  other: "Other",
};

/** The text that copying a whole card puts on the clipboard. */
export function plainTextOf(content: CardContent): string {
  switch (content.kind) {
    case "replies":
      return content.replies.join("\n");
    case "articles":
      return content.articles.map((article) => lines(article.title, article.uri)).join("\n\n");
    case "faq":
      return content.answers.map((answer) => answer.answer).join("\n\n");
    case "knowledge":
      return content.answer;
    case "coaching":
      return [...content.actions, ...content.responses].join("\n");
    case "summary":
      return content.sections.map((section) => lines(section.title, section.text)).join("\n\n");
    case "note":
    case "problem":
      return content.text;
    case "other":
      return content.fields.map((field) => `${field.name}: ${field.value}`).join("\n");
  }
}

function lines(...parts: string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
