import { describe, expect, test } from "bun:test";
import { PANEL_LANGUAGES } from "../../../../contract/panel-languages.ts";
import { WORDS as ENGLISH } from "./en.ts";
import type { Words } from "./table.ts";

/** Counts that a call can have. */
const COUNTS = Array.from({ length: 1_000 }, (_, count) => count);
/** Words that the language has in common with English, or that are a name. */
const ALIKE: Readonly<Record<string, readonly string[]>> = {
  de: ["Live", "Offline", "Agent", "Skill", "Agent {number}", "Coaching", "FAQ", "Original"],
  es: ["Supervisor", "Supervisor {number}", "supervisor {number}", "Original"],
  fr: ["Agent", "Agent {number}", "Coaching", "FAQ", "Articles", "Note", "Source", "Suggestions", "Original"],
  ja: ["FAQ", "Del"],
  ar: ["Del"],
};

const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const formsOf = (entry: string | object): string[] =>
  typeof entry === "string" ? [entry] : Object.values(entry);

const TABLES = await Promise.all(
  PANEL_LANGUAGES.map(async (language) => {
    const { WORDS: words }: { WORDS: Words } = await import(`./${language}.ts`);
    return { language, words };
  }),
);

describe.each(TABLES)("the words in $language", ({ language, words }) => {
  test("lack no key of English and have no other", () => {
    expect(Object.keys(words).sort()).toEqual(Object.keys(ENGLISH).sort());
  });

  test("have a place for each value, and no empty text", () => {
    for (const [key, english] of Object.entries(ENGLISH)) {
      const wanted = placesOf(formsOf(english).at(-1) ?? "");
      const entry = words[key as keyof typeof words];
      expect(formsOf(entry).every((text) => text.trim() !== "")).toBe(true);
      // Where a form is for one number only, words may say it.
      const full = typeof entry === "string" ? entry : entry.other;
      expect([key, ...placesOf(full)]).toEqual([key, ...wanted]);
      for (const text of formsOf(entry)) expect(wanted).toEqual(expect.arrayContaining(placesOf(text)));
    }
  });

  test("have each plural form that a count can need", () => {
    const rules = new Intl.PluralRules(language);
    const needed = new Set(COUNTS.map((count) => rules.select(count)));
    for (const [key, entry] of Object.entries(words)) {
      if (typeof entry === "string") continue;
      for (const form of needed) expect([key, form in entry]).toEqual([key, true]);
      const known = rules.resolvedOptions().pluralCategories;
      expect(Object.keys(entry).filter((form) => !known.some((name) => name === form))).toEqual([]);
    }
  });

  test.skipIf(language === "en")("are translated, but for words that both languages have", () => {
    const same = Object.entries(ENGLISH).filter(
      ([key, english]) =>
        words[key as keyof typeof words] === english && /\p{L}{2}/u.test(placeless(english)),
    );
    expect(same.map(([, text]) => text).filter((text) => !ALIKE[language]?.includes(String(text)))).toEqual(
      [],
    );
  });
});

function placeless(entry: string | object): string {
  return formsOf(entry)
    .join(" ")
    .replace(/\{\w+\}/g, "");
}
