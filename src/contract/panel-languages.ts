/** The languages that the agent's page speaks, by their BCP 47 subtag. */

export const PANEL_LANGUAGES = ["en", "de", "es", "fr", "ja", "ar"] as const;

export type PanelLanguage = (typeof PANEL_LANGUAGES)[number];

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set<PanelLanguage>(["ar"]);

/** For a document's `dir`. */
export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
}

/** The language of a tag such as "de-CH"; undefined for one that the page does not speak. */
export function panelLanguageOf(tag: string): PanelLanguage | undefined {
  const subtag = tag.split("-", 1)[0]?.toLowerCase();
  return PANEL_LANGUAGES.find((language) => language === subtag);
}
