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

/** What the server tells a page of a call, the agent's and a supervisor's alike. */
export interface CallPageSettings {
  callId: string;
  conversationName: string;
  /** What the page speaks. */
  language: PageLanguage;
  /** Kinds of suggestions to show, as FEATURES names them; undefined for all. */
  features: readonly string[] | undefined;
  /** How long a call may be without audio before the page says that nothing comes; 0 for never. */
  awaitMediaMs: number;
  /** The page that says what to check then; "" for none. */
  guideUrl: string;
  /** The script that reads Markdown, on the same origin; "" for none. */
  markdownUrl: string;
  /** Origins whose images texts may show. */
  imageOrigins: readonly string[];
  /** Whether gs:// addresses open in Google's console. */
  linksStorage: boolean;
}

export interface PageSettings extends CallPageSettings {
  token: string;
  /** Where a token is exchanged for a fresh one; a path on the page's own origin. */
  renewalUrl: string;
  /** Takes the launch key's place in the page's address. */
  ticket: string;
  /** Where the agent's feedback goes, on the same origin; "" for nowhere. */
  feedbackUrl: string;
  /** The script with what the page needs only once it is shown, on the same origin. */
  laterUrl: string;
  /** Undefined where the agent cannot ask. */
  knowledgeSearch: KnowledgeSearchDoor | undefined;
  /** Where a summary of the call is asked for, on the same origin; "" where the agent cannot. */
  summaryUrl: string;
  /** Where a summary that the agent has edited is kept, on the same origin; "" for nowhere. */
  keptSummaryUrl: string;
  /** Origins of pages around the frame that are told what the agent uses. */
  hostOrigins: readonly string[];
}

/** Id of the script element that holds the settings as JSON. */
export const SETTINGS_ELEMENT_ID = "sidetone-settings";

/** Reads settings; throws when the page was served without them, which is a fault of the server. */
export function readPageSettings(json: string): PageSettings {
  const fields = recordOf(JSON.parse(json));
  const { url, profileName } = recordOf(fields.knowledgeSearch);
  const door = { url: textOf(url), profileName: textOf(profileName) };
  return {
    ...readCallPageSettings(fields),
    token: neededText(fields.token),
    renewalUrl: neededText(fields.renewalUrl),
    ticket: neededText(fields.ticket),
    feedbackUrl: textOf(fields.feedbackUrl),
    laterUrl: textOf(fields.laterUrl),
    summaryUrl: textOf(fields.summaryUrl),
    keptSummaryUrl: textOf(fields.keptSummaryUrl),
    hostOrigins: listOf(fields.hostOrigins).map(textOf),
    knowledgeSearch: door.url === "" || door.profileName === "" ? undefined : door,
  };
}

/** The part that a supervisor's page is told, too; throws as the other does. */
export function readCallPageSettings(fields: Readonly<Record<string, unknown>>): CallPageSettings {
  const { language, locale, wordsUrl } = recordOf(fields.language);
  const { features } = fields;
  return {
    callId: neededText(fields.callId),
    conversationName: neededText(fields.conversationName),
    language: {
      language: neededText(language),
      locale: neededText(locale),
      wordsUrl: neededText(wordsUrl),
    },
    // A server of a former version names none.
    features: Array.isArray(features) ? features.map(textOf) : undefined,
    awaitMediaMs: Number(fields.awaitMediaMs) || 0,
    guideUrl: textOf(fields.guideUrl),
    markdownUrl: textOf(fields.markdownUrl),
    imageOrigins: listOf(fields.imageOrigins).map(textOf),
    linksStorage: fields.linksStorage === true,
  };
}

/** Throws where it is not there. */
export function neededText(value: unknown): string {
  const text = textOf(value);
  if (text === "") throw new Error("The page was served without its settings");
  return text;
}
