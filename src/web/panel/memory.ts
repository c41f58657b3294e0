/** What the page remembers in the browser: the theme and what is shown of translated words permanently, and for this tab which call it shows, and the ids of cards read, dismissed, used and judged. No words of a call. */
import { recordOf } from "../../base/json-fields.ts";
import { REASONS, type Reason, type Verdict } from "./state/card.ts";

export type Theme = "light" | "dark" | "system";

type IdList = "read" | "dismissed" | "used";

interface Judgements {
  verdicts: ReadonlyMap<string, Verdict>;
  reasons: ReadonlyMap<string, Reason>;
}

export type CardMemory = Record<IdList, string[]> & Judgements;

const THEME_KEY = "sidetone.theme";
const SHORTCUTS_KEY = "sidetone.shortcuts";
const TRANSLATION_KEY = "sidetone.translation";
/** Bounds what a long call leaves behind. */
const REMEMBERED_CARDS = 500;

export function loadTheme(): Theme {
  const stored = readItem(() => localStorage, THEME_KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function saveTheme(theme: Theme): void {
  writeItem(() => localStorage, THEME_KEY, theme);
}

/** What is shown of words that were translated. */
export type TranslationView = "both" | "translation" | "original";

export function loadTranslationView(): TranslationView {
  const stored = readItem(() => localStorage, TRANSLATION_KEY);
  return stored === "translation" || stored === "original" ? stored : "both";
}

export function saveTranslationView(view: TranslationView): void {
  writeItem(() => localStorage, TRANSLATION_KEY, view);
}

/** Single-key shortcuts can be switched off (WCAG 2.1.4); they are on until then. */
export function loadShortcutsOn(): boolean {
  return readItem(() => localStorage, SHORTCUTS_KEY) !== "off";
}

export function saveShortcutsOn(isOn: boolean): void {
  writeItem(() => localStorage, SHORTCUTS_KEY, isOn ? "on" : "off");
}

export function loadCards(conversationName: string): CardMemory {
  const stored = readItem(() => sessionStorage, cardsKey(conversationName));
  try {
    const parsed = JSON.parse(stored ?? "{}") as Partial<Record<keyof CardMemory, unknown>>;
    return {
      read: idsOf(parsed.read),
      dismissed: idsOf(parsed.dismissed),
      used: idsOf(parsed.used),
      verdicts: wordsOf(parsed.verdicts, ["up", "down"]),
      reasons: wordsOf(parsed.reasons, REASONS),
    };
  } catch {
    return { read: [], dismissed: [], used: [], verdicts: new Map(), reasons: new Map() };
  }
}

export function saveCards(
  conversationName: string,
  cards: Record<IdList, Iterable<string>> & Judgements,
): void {
  const { verdicts, reasons } = cards;
  const lastOf = <Item>(items: Iterable<Item>) => [...items].slice(-REMEMBERED_CARDS);
  const bounded = {
    read: lastOf(cards.read),
    dismissed: lastOf(cards.dismissed),
    used: lastOf(cards.used),
    verdicts: Object.fromEntries(lastOf(verdicts)),
    reasons: Object.fromEntries(lastOf(reasons)),
  };
  writeItem(() => sessionStorage, cardsKey(conversationName), JSON.stringify(bounded));
}

/** Which life of its call's id this tab showed last. */
export type ShownLife = "own" | "later";

/**
 * own: the page saw the call that it was opened for while it lived, so a reload shows that call again, though its id may
 * have begun another life by now. Undefined: it saw nothing of a call yet.
 */
export function loadShownLife(conversationName: string): ShownLife | undefined {
  const stored = readItem(() => sessionStorage, lifeKey(conversationName));
  return stored === "own" || stored === "later" ? stored : undefined;
}

export function saveShownLife(conversationName: string, life: ShownLife): void {
  writeItem(() => sessionStorage, lifeKey(conversationName), life);
}

function lifeKey(conversationName: string): string {
  return `sidetone.life.${conversationName}`;
}

function cardsKey(conversationName: string): string {
  return `sidetone.cards.${conversationName}`;
}

function idsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id) => typeof id === "string") : [];
}

/** By card, one of a few words; others are left out. */
function wordsOf<Word extends string>(value: unknown, words: readonly Word[]): Map<string, Word> {
  return new Map(
    Object.entries(recordOf(value)).flatMap(([id, stored]): [string, Word][] => {
      const word = words.find((one) => one === stored);
      return word === undefined ? [] : [[id, word]];
    }),
  );
}

/** An iframe may be denied storage altogether: the page then works without a memory. */
function readItem(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

function writeItem(storage: () => Storage, key: string, value: string): void {
  try {
    storage().setItem(key, value);
  } catch {
    // Denied or full: nothing is lost but the memory.
  }
}
