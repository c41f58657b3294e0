/**
 * Names that FEATURES may list, as in Google's UI Modules, with the kinds of suggestions each asks for (by the names of
 * src/assist/google/features.ts). From Google's pages on the container: V2 lists AGENT_COACHING,
 * CONVERSATION_SUMMARIZATION, SMART_REPLY, KNOWLEDGE_SEARCH and PROACTIVE_GENERATIVE_KNOWLEDGE_ASSIST, V1 the others.
 */
export const UI_FEATURES = {
  AGENT_COACHING: ["AGENT_COACHING"],
  CONVERSATION_SUMMARIZATION: ["CONVERSATION_SUMMARIZATION"],
  SMART_REPLY: ["SMART_REPLY"],
  PROACTIVE_GENERATIVE_KNOWLEDGE_ASSIST: ["KNOWLEDGE_ASSIST"],
  KNOWLEDGE_ASSIST_V2: ["KNOWLEDGE_ASSIST"],
  KNOWLEDGE_ASSIST: ["KNOWLEDGE_ASSIST", "FAQ", "ARTICLE_SUGGESTION"],
  ARTICLE_SUGGESTION: ["ARTICLE_SUGGESTION"],
  FAQ: ["FAQ"],
  DIALOGFLOW_ASSIST: ["DIALOGFLOW_ASSIST"],
  // The agent asks for these; no event brings them.
  KNOWLEDGE_SEARCH: [],
  ARTICLE_SEARCH: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const ASKED_FOR: Readonly<Record<string, readonly string[]>> = UI_FEATURES;
const CONTROLLED = new Set<string>(Object.values(UI_FEATURES).flat());

/** Whether a page with these FEATURES shows suggestions of this kind. Kinds without a name of their own are always shown. */
export function isKindShown(kind: string, features: readonly string[]): boolean {
  return !CONTROLLED.has(kind) || features.some((name) => ASKED_FOR[name]?.includes(kind) === true);
}
