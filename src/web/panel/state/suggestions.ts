/** The agent's suggestion cards: newest first, read or unread, dismissed or not, filtered by kind. */
import type { ShownAssistEvent } from "../../../assist/event.ts";
import type { Suggestion } from "../../../assist/suggestion.ts";
import { timeMsOf } from "../../../base/json-fields.ts";
import { isKindShown } from "../../../contract/ui-features.ts";
import { CARD_KINDS, type Card, type CardKind, type Reason, type Verdict } from "./card.ts";

export interface Suggestions {
  /** Newest first. */
  cards: readonly Card[];
  read: ReadonlySet<string>;
  dismissed: ReadonlySet<string>;
  /** Cards of which this agent copied something. */
  used: ReadonlySet<string>;
  /** The agent's judgement by card id. */
  verdicts: ReadonlyMap<string, Verdict>;
  /** Why some do not help, by card id. */
  reasons: ReadonlyMap<string, Reason>;
  /** undefined shows every kind. */
  filter: CardKind | undefined;
  /** FEATURES of the server; undefined shows every kind. */
  features: readonly string[] | undefined;
  /** Suggestions that these keep out of the list. */
  unlisted: number;
}

export const NO_SUGGESTIONS: Suggestions = {
  cards: [],
  read: new Set(),
  dismissed: new Set(),
  used: new Set(),
  verdicts: new Map(),
  reasons: new Map(),
  filter: undefined,
  features: undefined,
  unlisted: 0,
};

/** The kinds that FEATURES can keep out, by their name in events. */
const EVENT_KINDS: Partial<Record<CardKind, string>> = {
  replies: "SMART_REPLY",
  articles: "ARTICLE_SUGGESTION",
  faq: "FAQ",
  knowledge: "KNOWLEDGE_ASSIST",
  coaching: "AGENT_COACHING",
  summary: "CONVERSATION_SUMMARIZATION",
};

function isListed(kind: CardKind, features: readonly string[] | undefined): boolean {
  return features === undefined || isKindShown(EVENT_KINDS[kind] ?? "", features);
}

/** Each suggestion of a listed kind becomes a card. */
export function addSuggestions(
  suggestions: Suggestions,
  event: Extract<ShownAssistEvent, { type: "suggestion" }>,
  arrival: number,
): Suggestions {
  const order = event.sequence ?? arrival;
  const timeMs = timeMsOf(event.publishedAt) ?? 0;
  const isKept = event.author === "agent";
  const made = cardsOf(event.suggestions, {
    ...{ id: event.id || `#${order}`, order, timeMs },
    ...(isKept ? { isKept } : {}),
  });
  if (made.length === 0) return suggestions;
  const added = made.filter(({ content }) => isListed(content.kind, suggestions.features));
  const cards = [...added, ...suggestions.cards].sort((a, b) => b.order - a.order);
  return { ...suggestions, cards, unlisted: suggestions.unlisted + made.length - added.length };
}

function cardsOf(
  made: readonly Suggestion[],
  { id, ...place }: Pick<Card, "id" | "order" | "timeMs" | "isKept">,
): Card[] {
  return made.map(({ content, origin }, index) => ({ ...place, id: `${id}:${index}`, content, origin }));
}

/** What the agent asked for is on top, and no filter hides it. Later suggestions have a greater order. */
export function addAnswers(
  suggestions: Suggestions,
  { id, answers, timeMs }: { id: string; answers: readonly Suggestion[]; timeMs: number },
): Suggestions {
  const order = (suggestions.cards[0]?.order ?? 0) + SMALLEST_STEP;
  const cards = [...cardsOf(answers, { id, order, timeMs }), ...suggestions.cards];
  const { filter } = suggestions;
  return {
    ...suggestions,
    cards,
    filter: answers.some(({ content }) => content.kind === filter) ? filter : undefined,
  };
}

/** Less than between two events of the log, however often an agent asks between them. */
const SMALLEST_STEP = 1 / 1_024;

/** Hides a card; a filter that would show nothing any more is lifted. */
export function dismissCard(suggestions: Suggestions, id: string): Suggestions {
  const next = { ...suggestions, dismissed: new Set(suggestions.dismissed).add(id) };
  return visibleCards(next).length === 0 ? { ...next, filter: undefined } : next;
}

/** Brings back the card that was dismissed last. */
export function undismissLast(suggestions: Suggestions): Suggestions {
  const last = [...suggestions.dismissed].at(-1);
  if (last === undefined) return suggestions;
  const dismissed = new Set(suggestions.dismissed);
  dismissed.delete(last);
  return { ...suggestions, dismissed };
}

export function markUsed(suggestions: Suggestions, id: string): Suggestions {
  return suggestions.used.has(id)
    ? suggestions
    : { ...suggestions, used: new Set([...suggestions.used, id]) };
}

/** The kinds of what was suggested in the call, and of what of it was used; notices and what an agent wrote are neither. */
export function suggestedAndUsed({ cards, used }: Suggestions): Record<"suggested" | "used", CardKind[]> {
  const suggested = cards.filter(({ content, isKept }) => content.kind !== "problem" && isKept !== true);
  const kindsOf = (some: readonly Card[]) => some.map(({ content }) => content.kind);
  return { suggested: kindsOf(suggested), used: kindsOf(suggested.filter(({ id }) => used.has(id))) };
}

export function markRead(suggestions: Suggestions, ids: readonly string[]): Suggestions {
  if (ids.every((id) => suggestions.read.has(id))) return suggestions;
  return { ...suggestions, read: new Set([...suggestions.read, ...ids]) };
}

/** No verdict takes the judgement back. */
export function judgeCard(
  suggestions: Suggestions,
  { id, verdict, reason }: { id: string; verdict: Verdict | undefined; reason?: Reason | undefined },
): Suggestions {
  return {
    ...suggestions,
    verdicts: withEntry(suggestions.verdicts, id, verdict),
    reasons: withEntry(suggestions.reasons, id, reason),
  };
}

function withEntry<Value>(map: ReadonlyMap<string, Value>, id: string, value: Value | undefined) {
  const next = new Map(map);
  if (value === undefined) next.delete(id);
  else next.set(id, value);
  return next;
}

/** Cards that are neither dismissed nor filtered away. */
export function visibleCards(suggestions: Suggestions): Card[] {
  const { filter } = suggestions;
  return keptCards(suggestions).filter((card) => filter === undefined || card.content.kind === filter);
}

/** How many cards of each kind are kept, in a fixed order: a filter must not move while it is aimed at. */
export function kindCounts(suggestions: Suggestions): Map<CardKind, number> {
  const kept = keptCards(suggestions);
  const counts = CARD_KINDS.map((kind): [CardKind, number] => [
    kind,
    kept.filter((card) => card.content.kind === kind).length,
  ]);
  return new Map(counts.filter(([, count]) => count > 0));
}

export function unreadCount(suggestions: Suggestions): number {
  return keptCards(suggestions).filter((card) => !suggestions.read.has(card.id)).length;
}

/** The replies that the number keys copy: those of the newest reply card still in sight. */
export function currentReplies(suggestions: Suggestions): { cardId: string; replies: string[] } | undefined {
  for (const { id, content } of visibleCards(suggestions)) {
    if (content.kind === "replies") return { cardId: id, replies: content.replies };
  }
  return undefined;
}

function keptCards(suggestions: Suggestions): Card[] {
  return suggestions.cards.filter((card) => !suggestions.dismissed.has(card.id));
}
