/** Asks Dialogflow's knowledge base for the agent, through the server's proxy (SearchKnowledge of v2beta1). */
import { readKnowledgeSearch } from "../../assist/google/read-knowledge-search.ts";
import type { Suggestion } from "../../assist/suggestion.ts";
import type { DesktopPass } from "./desktop-pass.ts";
import type { KnowledgeSearchDoor } from "./page-settings.ts";
import { postToProxy } from "./proxy-post.ts";
import { randomId } from "./random-id.ts";

export interface Question {
  text: string;
  /** BCP 47. */
  languageCode: string;
  /** True for a question that a suggestion of knowledge proposed: Dialogflow takes it as that one's continuation. */
  isSuggested: boolean;
  /** The call it is asked in; undefined while Dialogflow may not know it yet. */
  conversationName: string | undefined;
}

/** `problem` as in ProxyAnswer. */
export type SearchResult =
  | { outcome: "answered"; suggestions: Suggestion[] }
  | { outcome: "superseded" }
  | { outcome: "failed"; problem: string };

export interface KnowledgeSearch {
  /** One at a time: a new question gives up the one before. Never rejects. */
  ask(question: Question): Promise<SearchResult>;
}

export function createKnowledgeSearch(
  door: KnowledgeSearchDoor,
  pass: Pick<DesktopPass, "token" | "renew">,
): KnowledgeSearch {
  // All questions of a page are one session: what was asked before helps to understand a follow-up. 32 of 36 characters.
  const sessionId = randomId();
  let current = new AbortController();

  return {
    async ask({ text, languageCode, isSuggested, conversationName }) {
      current.abort();
      current = new AbortController();
      const { signal } = current;
      const body = {
        query: { text, languageCode },
        conversationProfile: door.profileName,
        sessionId,
        querySource: isSuggested ? "SUGGESTED_QUERY" : "AGENT_QUERY",
        ...(conversationName === undefined ? {} : { conversation: conversationName }),
      };
      const answer = await postToProxy({ url: door.url, body, pass, signal });
      if (signal.aborted) return { outcome: "superseded" };
      if (!answer.ok) return { outcome: "failed", problem: answer.problem };
      return { outcome: "answered", suggestions: readKnowledgeSearch(answer.reply, text) };
    },
  };
}
