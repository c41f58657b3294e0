/** Which language an agent's page speaks: the address may ask for one, the setting may fix it, else the browser's languages decide. */
import { parseAccept } from "hono/utils/accept";
import { type PanelLanguage, panelLanguageOf } from "../../contract/panel-languages.ts";

export interface ChosenLanguage {
  language: PanelLanguage;
  /** With the region of the browser if it has one for this language: it decides how numbers and times are written. */
  locale: string;
}

export interface LanguageWishes {
  /** The parameter `language` of the page's address, a BCP 47 tag. */
  asked: string | undefined;
  /** PANEL_LANGUAGE; "browser" fixes none. */
  setting: PanelLanguage | "browser";
  /** The header Accept-Language. */
  accepted: string | undefined;
}

const FALLBACK = "en";
/** No browser sends more; a longer list costs time only. */
const MAX_ACCEPTED = 30;

export function pageLanguage({ asked, setting, accepted }: LanguageWishes): ChosenLanguage {
  const browsers = acceptedTags(accepted ?? "");
  const fixed = [asked ?? "", setting].flatMap(canonicalTags);
  const language =
    [...fixed, ...browsers].map(panelLanguageOf).find((known) => known !== undefined) ?? FALLBACK;
  const regional = [...fixed, ...browsers].filter((tag) => panelLanguageOf(tag) === language);
  return { language, locale: regional.find((tag) => tag.includes("-")) ?? language };
}

/** Canonical tags, those the browser likes best first. */
function acceptedTags(header: string): string[] {
  const offers = parseAccept(header)
    .slice(0, MAX_ACCEPTED)
    .sort((a, b) => b.q - a.q);
  return offers.filter(({ q }) => q > 0).flatMap(({ type }) => canonicalTags(type));
}

/** None for a text that is no tag. */
function canonicalTags(tag: string): string[] {
  try {
    return Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}
