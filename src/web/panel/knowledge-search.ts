/** Asks Dialogflow's knowledge base for the agent, through the server's proxy (SearchKnowledge of v2beta1). */
import { readKnowledgeSearch } from "../../assist/google/read-knowledge-search.ts";
import type { Suggestion } from "../../assist/suggestion.ts";
import { recordOf, textOf } from "../../base/json-fields.ts";
import type { DesktopPass } from "./desktop-pass.ts";
import type { KnowledgeSearchDoor } from "./page-settings.ts";

export interface Question {
  text: string;
  /** BCP 47. */
  languageCode: string;
  /** True for a question that a suggestion of knowledge proposed: Dialogflow takes it as that one's continuation. */
  isSuggested: boolean;
  /** The call it is asked in; undefined while Dialogflow may not know it yet. */
  conversationName: string | undefined;
}

/** `problem` is for the supervisor: the status, and Dialogflow's own words if there are any. */
export type SearchResult =
  | { outcome: "answered"; suggestions: Suggestion[] }
  | { outcome: "superseded" }
  | { outcome: "failed"; problem: string };

export interface KnowledgeSearch {
  /** One at a time: a new question gives up the one before. Never rejects. */
  ask(question: Question): Promise<SearchResult>;
}

const REQUEST_DEADLINE_MS = 30_000;

export function createKnowledgeSearch(
  door: KnowledgeSearchDoor,
  pass: Pick<DesktopPass, "token" | "renew">,
): KnowledgeSearch {
  // All questions of a page are one session: what was asked before helps to understand a follow-up. 32 of 36 characters.
  const sessionId = [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  let current = new AbortController();

  function post(question: Question, signal: AbortSignal): Promise<Response> {
    const { text, languageCode, isSuggested, conversationName } = question;
    return fetch(door.url, {
      method: "POST",
      headers: { authorization: `Bearer ${pass.token()}`, "content-type": "application/json" },
      body: JSON.stringify({
        query: { text, languageCode },
        conversationProfile: door.profileName,
        sessionId,
        querySource: isSuggested ? "SUGGESTED_QUERY" : "AGENT_QUERY",
        ...(conversationName === undefined ? {} : { conversation: conversationName }),
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_DEADLINE_MS)]),
    });
  }

  return {
    async ask(question) {
      current.abort();
      current = new AbortController();
      const { signal } = current;
      try {
        let response = await post(question, signal);
        if (response.status === 401 && (await pass.renew()) === "renewed") {
          response = await post(question, signal);
        }
        const reply: unknown = await response.json().catch(() => undefined);
        if (signal.aborted) return { outcome: "superseded" };
        if (!response.ok) return { outcome: "failed", problem: problemOf(response.status, reply) };
        return { outcome: "answered", suggestions: readKnowledgeSearch(reply, question.text) };
      } catch {
        return signal.aborted ? { outcome: "superseded" } : { outcome: "failed", problem: "" };
      }
    },
  };
}

/** Google's form of an error, or the server's own. */
function problemOf(status: number, reply: unknown): string {
  const { error, message } = recordOf(reply);
  const words = textOf(recordOf(error).message) || textOf(message);
  return words === "" ? String(status) : `${status}, ${words}`;
}
