/** What the components ask of the page: typed custom events that cross shadow roots. */
import type { SummarySection } from "../../assist/suggestion.ts";
import type { CardKind, Reason, Verdict } from "./state/card.ts";

export interface EditedSummary {
  /** The card that was edited. */
  id: string;
  sections: SummarySection[];
  /** When the agent began; milliseconds since the Unix epoch. */
  startedAtMs: number;
  /** Told once: "kept", or why not, as ProxyAnswer's problem. */
  settled(result: { kept: true } | { kept: false; problem: string }): void;
}

export interface Intents {
  /** `key` names the control, which then shows the result; `label` is what was copied, in words. */
  "copy-wanted": { key: string; text: string; label: string };
  /** What was copied of a card, or should have been; `key` as in "copy-wanted". */
  "text-used": { key: string; text: string };
  /** To the words that a card is about, and back to it. */
  "words-wanted": { id: string };
  "card-wanted": { id: string };
  "card-dismissed": { id: string };
  /** No verdict takes the judgement back; a reason is for one that is down. */
  "card-judged": { id: string; verdict: Verdict | undefined; reason?: Reason | undefined };
  "summary-edited": EditedSummary;
  /** A question for the knowledge base; `isSuggested` for one that a suggestion proposed. */
  "search-wanted": { text: string; isSuggested: boolean };
  "summary-wanted": Record<string, never>;
  "link-opened": { id: string; uri: string };
  "dismissal-undone": Record<string, never>;
  "cards-seen": { ids: string[] };
  "filter-chosen": { filter: CardKind | undefined };
  "messages-seen": { count: number };
  "retry-wanted": Record<string, never>;
  "reload-wanted": Record<string, never>;
  "theme-wanted": Record<string, never>;
  "help-wanted": Record<string, never>;
  "pane-wanted": { pane: "suggestions" | "transcript" };
  "shortcuts-switched": { isOn: boolean };
}

export function sendIntent<K extends keyof Intents>(from: EventTarget, name: K, detail: Intents[K]): void {
  from.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** Adds a typed listener; returns the function that removes it. */
export function onIntent<K extends keyof Intents>(
  target: EventTarget,
  name: K,
  listener: (detail: Intents[K]) => void,
): () => void {
  const handle = (event: Event) => listener((event as CustomEvent<Intents[K]>).detail);
  target.addEventListener(name, handle);
  return () => target.removeEventListener(name, handle);
}
