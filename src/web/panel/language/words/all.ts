/** The words of each language, for the server, which gives a page those of its own. */
import type { PanelLanguage } from "../../../../contract/panel-languages.ts";
import { ENGLISH } from "./en.ts";
import type { Words } from "./table.ts";

export const WORDS: Readonly<Record<PanelLanguage, Words>> = {
  en: ENGLISH,
};
