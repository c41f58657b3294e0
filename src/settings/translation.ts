/** Settings of the translation of what is said. Off, nothing of it is loaded and nothing said leaves for it. */
import { PANEL_LANGUAGES } from "../contract/panel-languages.ts";
import { list, oneOf, optionalText, setting } from "./setting.ts";

/** Each one is a request and a price of its own for everything that is said. */
const MOST_LANGUAGES = 5;

const languages = list
  .refine((tags) => tags.every(isLanguageTag), "must list language tags such as en or pt-BR")
  .refine(
    (tags) => tags.length <= MOST_LANGUAGES,
    `must list at most ${MOST_LANGUAGES}: each is paid for on its own`,
  );

export const TRANSLATION_SETTINGS = {
  TRANSLATION: setting(
    oneOf(["off", "cloud-translation"]),
    "off",
    "Whether what is said is translated beneath the transcript, by Google's Cloud Translation, which is paid for by the character",
  ),
  TRANSLATION_LANGUAGES: setting(
    languages,
    "",
    "Languages that agents read, comma separated, as BCP 47; what is said in another one is translated into each. Empty: PANEL_LANGUAGE, where that is a language",
  ),
  TRANSLATION_REGION: setting(
    oneOf(["profile", "global", "eu", "us"]),
    "profile",
    "Where Cloud Translation works: in the EU or the US, anywhere (global), or as the location of the conversation profile says",
  ),
  TRANSLATION_ENDPOINT: setting(optionalText, "", "host:port of a plaintext simulator of Cloud Translation"),
} as const;

interface GivenTranslation {
  TRANSLATION?: "off" | "cloud-translation" | undefined;
  TRANSLATION_LANGUAGES?: readonly string[] | undefined;
  PANEL_LANGUAGE?: "browser" | (typeof PANEL_LANGUAGES)[number] | undefined;
}

/** Into which; empty where none is named. */
export function translationTargets(settings: GivenTranslation): readonly string[] {
  const { TRANSLATION_LANGUAGES: named = [], PANEL_LANGUAGE: page = "browser" } = settings;
  if (named.length > 0) return [...new Set(named)];
  return page === "browser" ? [] : [page];
}

/** Settings of translation that are fine alone but not together. */
export function translationProblems(settings: GivenTranslation): string[] {
  if (settings.TRANSLATION !== "cloud-translation" || translationTargets(settings).length > 0) return [];
  return [
    `TRANSLATION is cloud-translation, but into which language? Set TRANSLATION_LANGUAGES (for example ${PANEL_LANGUAGES[0]}), or PANEL_LANGUAGE to a language.`,
  ];
}

function isLanguageTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== "und";
  } catch {
    return false;
  }
}
