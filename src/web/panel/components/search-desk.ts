/** Carries the agent's questions to the knowledge base, and what becomes of them to the page. */
import type { ReactiveControllerHost } from "lit";
import type { Intents } from "../intents.ts";
import type { KnowledgeSearch } from "../knowledge-search.ts";
import type { PanelStore } from "../store.ts";
import type { AskState } from "./ask-box.ts";

export interface SearchParts {
  search: KnowledgeSearch;
  store: PanelStore;
  conversationName: string;
}

export class SearchDesk {
  readonly #host: ReactiveControllerHost;
  #state: AskState = { status: "idle" };
  #asked = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  get state(): AskState {
    return this.#state;
  }

  /** Resolves with true once there are answers to show. */
  async ask({ search, store, conversationName }: SearchParts, wanted: Intents["search-wanted"]) {
    const { text, isSuggested } = wanted;
    const { call, transcript } = store.state();
    this.#show({ status: "asking", text });
    this.#asked += 1;
    const id = `asked-${this.#asked}`;
    const spoken = transcript.messages.findLast(({ languageCode }) => languageCode !== "")?.languageCode;
    const result = await search.ask({
      text,
      isSuggested,
      languageCode: spoken ?? navigator.language,
      conversationName: call.hasStarted ? conversationName : undefined,
    });
    if (result.outcome === "superseded") return false;
    if (result.outcome === "failed") {
      this.#show({ status: "failed", text, problem: result.problem });
      return false;
    }
    const { suggestions: answers } = result;
    this.#show(answers.length === 0 ? { status: "nothing", text } : { status: "idle" });
    if (answers.length > 0) store.dispatch({ type: "question.answered", id, answers, timeMs: Date.now() });
    return answers.length > 0;
  }

  #show(state: AskState): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
