/** What a table of words is: the same keys in every language, with the same places for values. */
import type { WORDS as ENGLISH } from "./en.ts";

/** One text for each plural form that the language has (Intl.PluralRules). */
export type PluralForms = { readonly other: string } & Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;
export type WordKey = keyof typeof ENGLISH;
export type Words = {
  readonly [Key in WordKey]: (typeof ENGLISH)[Key] extends string ? string : PluralForms;
};

type PlacesIn<Text> = string extends Text
  ? never
  : Text extends `${string}{${infer Place}}${infer Rest}`
    ? Place | PlacesIn<Rest>
    : never;
type TextOf<Key extends WordKey> = (typeof ENGLISH)[Key] extends { readonly other: infer Other }
  ? Other
  : (typeof ENGLISH)[Key];

/** The values that a key's text has places for, each of type Value. */
export type ValuesOf<Key extends WordKey, Value> = Readonly<Record<PlacesIn<TextOf<Key>>, Value>>;
/** None for a text without places. */
export type ValueArguments<Key extends WordKey, Value> = [PlacesIn<TextOf<Key>>] extends [never]
  ? []
  : [values: ValuesOf<Key, Value>];
