/** Why words stay untranslated, as one code; each has its words in no-help.ts and a row in docs/reference/errors.md. */

export const TRANSLATION_CAUSES = [
  "TRANSLATION_REFUSED",
  "TRANSLATION_LANGUAGE",
  "TRANSLATION_QUOTA",
  "TRANSLATION_AWAY",
] as const;

export type TranslationCause = (typeof TRANSLATION_CAUSES)[number];

/** A newer version may name others. */
export function isTranslationCause(code: string): code is TranslationCause {
  return (TRANSLATION_CAUSES as readonly string[]).includes(code);
}
