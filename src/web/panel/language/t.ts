/** The page's words in its language: `t` for texts, `tParts` where a value is more than text. */
import { directionOf } from "../../../contract/panel-languages.ts";
import type { ValueArguments, WordKey, Words } from "./words/table.ts";

export interface Language {
  /** Of the document, for example "de". */
  language: string;
  /** For numbers and times: the language as the browser's region writes it, for example "de-CH". */
  locale: string;
  words: Words;
}

let current: Omit<Language, "words"> & { words: Partial<Words> } = {
  language: "en",
  locale: "en",
  words: {},
};
let numbers = new Intl.NumberFormat(current.locale);
let twoDigits = twoDigitFormat(current.locale);
let plurals = new Intl.PluralRules(current.locale);
let clock = clockFormat(current.locale);

/** Once, before anything is shown. */
export function speak(chosen: Language): void {
  current = chosen;
  numbers = new Intl.NumberFormat(chosen.locale);
  twoDigits = twoDigitFormat(chosen.locale);
  plurals = new Intl.PluralRules(chosen.locale);
  clock = clockFormat(chosen.locale);
}

/** Made once: a formatter costs far more than its use. */
function clockFormat(locale: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" });
}

function twoDigitFormat(locale: string): Intl.NumberFormat {
  return new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
}

/** Of the document, as Language has it. */
export function pageLanguage(): string {
  return current.language;
}

export function isRightToLeft(): boolean {
  return directionOf(current.language) === "rtl";
}

/** Whether there is a text for what the server names. */
export function isWordKey(key: string): key is WordKey {
  return Object.hasOwn(current.words, key);
}

/** The text of a key; numbers are written as the language does, and texts keep their own direction. */
export function t<Key extends WordKey>(key: Key, ...values: ValueArguments<Key, string | number>): string {
  return filled(key, values[0] ?? {}, (value) =>
    typeof value === "number" ? formatNumber(value) : isolated(value),
  ).join("");
}

/** The same with values that are templates, for a template's child position. */
export function tParts<Key extends WordKey>(key: Key, ...values: ValueArguments<Key, unknown>): unknown[] {
  return filled(key, values[0] ?? {}, (value) => value);
}

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** "07", as after the colon of a length of time. */
export function formatTwoDigits(value: number): string {
  return twoDigits.format(value);
}

/** Hour and minute; "" for an unknown time. */
export function clockTime(timeMs: number): string {
  return timeMs === 0 ? "" : clock.format(timeMs);
}

/** With a capital letter at its start, where the language has them. */
export function asSentence(text: string): string {
  return text.charAt(0).toLocaleUpperCase(current.locale) + text.slice(1);
}

function filled<Value, Made>(
  key: WordKey,
  values: Readonly<Record<string, Value>>,
  make: (value: Value) => Made,
): (string | Made)[] {
  const entry = current.words[key] ?? key;
  const text = typeof entry === "string" ? entry : (entry[pluralOf(values)] ?? entry.other);
  return text.split(/\{(\w+)\}/).map((part, index) => {
    const value = index % 2 === 0 ? undefined : values[part];
    return value === undefined ? part : make(value);
  });
}

function pluralOf({ count }: Readonly<Record<string, unknown>>): Intl.LDMLPluralRule {
  return plurals.select(Number(count));
}

const RIGHT_TO_LEFT_LETTERS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A value of the other direction would turn the words around it: the first-strong isolate of Unicode keeps them. */
function isolated(value: string): string {
  const mayTurn = isRightToLeft() || RIGHT_TO_LEFT_LETTERS.test(value);
  return mayTurn ? `\u2068${value}\u2069` : value;
}
