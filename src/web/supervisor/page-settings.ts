/** What the server wrote into the supervisor's page for its script, read back with care. */
import { listOf, recordOf, textOf } from "../../base/json-fields.ts";
import type { PageLanguage } from "../panel/page-settings.ts";

export interface SupervisorPageSettings {
  callId: string;
  conversationName: string;
  /** The operator's name. */
  operator: string;
  /** See PageSettings of the panel. */
  awaitMediaMs: number;
  guideUrl: string;
  features: readonly string[] | undefined;
  markdownUrl: string;
  imageOrigins: readonly string[];
  linksStorage: boolean;
  language: PageLanguage;
}

/** Throws when the page was served without its settings, which is a fault of the server. */
export function readSupervisorSettings(json: string): SupervisorPageSettings {
  const fields = recordOf(JSON.parse(json));
  const { language: tag, locale, wordsUrl } = recordOf(fields.language);
  const language = { language: textOf(tag), locale: textOf(locale), wordsUrl: textOf(wordsUrl) };
  const needed = {
    callId: textOf(fields.callId),
    conversationName: textOf(fields.conversationName),
    operator: textOf(fields.operator),
  };
  if (Object.values({ ...needed, ...language }).includes(""))
    throw new Error("The page was served without its settings");
  return {
    ...needed,
    language,
    awaitMediaMs: Number(fields.awaitMediaMs) || 0,
    guideUrl: textOf(fields.guideUrl),
    features: Array.isArray(fields.features) ? fields.features.map(textOf) : undefined,
    markdownUrl: textOf(fields.markdownUrl),
    imageOrigins: listOf(fields.imageOrigins).map(textOf),
    linksStorage: fields.linksStorage === true,
  };
}
