/** What the server wrote into the page for its script, read back with care. */
import { listOf, recordOf, textOf } from "../../base/json-fields.ts";

/** Where questions to the knowledge base go, on the same origin, and the profile that configures the search. */
export interface KnowledgeSearchDoor {
  url: string;
  profileName: string;
}

/** BCP 47 tags, as Language of language/t.ts has them, and where its words are, on the same origin. */
export interface PageLanguage {
  language: string;
  locale: string;
  wordsUrl: string;
}

export interface PageSettings {
  callId: string;
  conversationName: string;
  token: string;
  /** Where a token is exchanged for a fresh one; a path on the page's own origin. */
  renewalUrl: string;
  /** Takes the launch key's place in the page's address. */
  ticket: string;
  /** Kinds of suggestions to show, as FEATURES names them; undefined for all. */
  features: readonly string[] | undefined;
  /** Where the agent's feedback goes, on the same origin; "" for nowhere. */
  feedbackUrl: string;
  /** How long a call may be without audio before the page says that nothing comes; 0 for never. */
  awaitMediaMs: number;
  /** The script with what the page needs only once it is shown, on the same origin. */
  laterUrl: string;
  /** The page that says what to check then; "" for none. */
  guideUrl: string;
  /** Undefined where the agent cannot ask. */
  knowledgeSearch: KnowledgeSearchDoor | undefined;
  /** What the page speaks. */
  language: PageLanguage;
  /** Where a summary of the call is asked for, on the same origin; "" where the agent cannot. */
  summaryUrl: string;
  /** Where a summary that the agent has edited is kept, on the same origin; "" for nowhere. */
  keptSummaryUrl: string;
  /** The script that reads Markdown, on the same origin; "" for none. */
  markdownUrl: string;
  /** Origins whose images texts may show. */
  imageOrigins: readonly string[];
  /** Origins of pages around the frame that are told what the agent uses. */
  hostOrigins: readonly string[];
  /** Whether gs:// addresses open in Google's console. */
  linksStorage: boolean;
}

/** Id of the script element that holds the settings as JSON. */
export const SETTINGS_ELEMENT_ID = "sidetone-settings";

/** Reads settings; throws when the page was served without them, which is a fault of the server. */
export function readPageSettings(json: string): PageSettings {
  const fields = recordOf(JSON.parse(json));
  const settings = {
    callId: textOf(fields.callId),
    conversationName: textOf(fields.conversationName),
    token: textOf(fields.token),
    renewalUrl: textOf(fields.renewalUrl),
    ticket: textOf(fields.ticket),
  };
  const { language: tag, locale, wordsUrl } = recordOf(fields.language);
  const language = { language: textOf(tag), locale: textOf(locale), wordsUrl: textOf(wordsUrl) };
  // Everything above is needed; the rest is not, and a server of a former version names no features.
  if (Object.values({ ...settings, ...language }).includes(""))
    throw new Error("The page was served without its settings");
  const features = Array.isArray(fields.features) ? fields.features.map(textOf) : undefined;
  const awaitMediaMs = Number(fields.awaitMediaMs) || 0;
  const urls = {
    feedbackUrl: textOf(fields.feedbackUrl),
    guideUrl: textOf(fields.guideUrl),
    laterUrl: textOf(fields.laterUrl),
    summaryUrl: textOf(fields.summaryUrl),
    keptSummaryUrl: textOf(fields.keptSummaryUrl),
    markdownUrl: textOf(fields.markdownUrl),
  };
  const imageOrigins = listOf(fields.imageOrigins).map(textOf);
  const hostOrigins = listOf(fields.hostOrigins).map(textOf);
  const linksStorage = fields.linksStorage === true;
  const { url, profileName } = recordOf(fields.knowledgeSearch);
  const door = { url: textOf(url), profileName: textOf(profileName) };
  const knowledgeSearch = Object.values(door).includes("") ? undefined : door;
  return {
    ...{ ...settings, ...urls, features, awaitMediaMs },
    ...{ knowledgeSearch, imageOrigins, hostOrigins, linksStorage, language },
  };
}
