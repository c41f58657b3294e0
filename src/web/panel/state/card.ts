/** A suggestion as a card of the panel: its place, its name, and what copying it gives. */
import type { SuggestionContent, SuggestionOrigin } from "../../../assist/suggestion.ts";

export type CardKind = SuggestionContent["kind"];

/** The agent's judgement of a card. */
export type Verdict = "up" | "down";

/** Why a card does not help: what it says is wrong, something is missing in it, or it does not fit the conversation. */
export type Reason = "wrong" | "incomplete" | "unfit";

export const REASONS: readonly Reason[] = ["wrong", "incomplete", "unfit"];

export interface Card {
  /** The event's Pub/Sub id and the suggestion's place in it: stable over replays and reloads. */
  id: string;
  /** Order of arrival in the call's log. */
  order: number;
  /** Milliseconds since the Unix epoch. */
  timeMs: number;
  content: SuggestionContent;
  origin: SuggestionOrigin;
  /** An agent of the call edited and kept it. */
  isKept?: boolean;
}

/** A judgement goes to the answer records, and a notice is not a suggestion. */
export function canBeJudged({ content, origin }: Card): boolean {
  return content.kind !== "problem" && origin.records.some((record) => record !== "");
}

const KINDS: Readonly<Record<CardKind, true>> = {
  replies: true,
  coaching: true,
  knowledge: true,
  faq: true,
  articles: true,
  summary: true,
  note: true,
  problem: true,
  other: true,
};

/** In the order the filter shows them. */
export const CARD_KINDS = Object.keys(KINDS) as readonly CardKind[];

export function isCardKind(kind: string): boolean {
  return Object.hasOwn(KINDS, kind);
}

/** The text that copying a whole card puts on the clipboard. */
export function plainTextOf(content: SuggestionContent): string {
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
      return content.sections.map((section) => lines(sectionName(section.title), section.text)).join("\n\n");
    case "note":
    case "problem":
      return content.text;
    case "other":
      return content.fields.map((field) => `${field.name}: ${field.value}`).join("\n");
  }
}

/** A section's name as people write it: "reason_for_call" becomes "Reason for call". Names of several words stay. */
export function sectionName(title: string): string {
  const words = /\s/.test(title)
    ? title
    : title
        .replace(/([a-z\d])(?=[A-Z][a-z])/g, "$1 ")
        .replace(/[_-]+/g, " ")
        .trim();
  const plain = words === title ? words : words.toLowerCase();
  return plain.charAt(0).toUpperCase() + plain.slice(1);
}

function lines(...parts: string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}
