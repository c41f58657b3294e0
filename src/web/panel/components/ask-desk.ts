/** Carries the agent's wishes for knowledge and summaries to Dialogflow, and what becomes of them to the page. */
import type { ReactiveControllerHost } from "lit";
import { readConversationSummary } from "../../../assist/google/read-summary.ts";
import type { Suggestion } from "../../../assist/suggestion.ts";
import type { Intents } from "../intents.ts";
import type { KnowledgeSearch } from "../knowledge-search.ts";
import type { ProxyAnswer } from "../proxy-post.ts";
import type { PanelStore } from "../store.ts";
import type { AskState } from "./ask-box.ts";

export interface AskedCall {
  store: PanelStore;
  conversationName: string;
}

export class AskDesk {
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
  async ask(
    search: KnowledgeSearch,
    { store, conversationName }: AskedCall,
    { text, isSuggested }: Intents["search-wanted"],
  ): Promise<boolean> {
    const { call, transcript, episode } = store.state();
    this.#show({ status: "asking", question: text });
    const spoken = transcript.messages.findLast(({ languageCode }) => languageCode !== "")?.languageCode;
    const result = await search.ask({
      text,
      isSuggested,
      languageCode: spoken ?? navigator.language,
      // Of a later life of the call the page does not know the name.
      conversationName: call.hasStarted && episode === undefined ? conversationName : undefined,
    });
    if (result.outcome === "superseded") return false;
    if (result.outcome === "answered") return this.#take(store, text, result.suggestions);
    this.#show({ status: "failed", question: text, problem: result.problem });
    return false;
  }

  /** Resolves with true once there is a summary to show. */
  async summarize(make: () => Promise<ProxyAnswer>, { store }: AskedCall): Promise<boolean> {
    this.#show({ status: "asking", question: undefined });
    const answer = await make();
    if (answer.ok) return this.#take(store, undefined, readConversationSummary(answer.reply));
    this.#show({ status: "failed", question: undefined, problem: answer.problem });
    return false;
  }

  #take(store: PanelStore, question: string | undefined, answers: readonly Suggestion[]): boolean {
    this.#show(answers.length === 0 ? { status: "nothing", question } : { status: "idle" });
    if (answers.length === 0) return false;
    this.#asked += 1;
    store.dispatch({ type: "question.answered", id: `asked-${this.#asked}`, answers, timeMs: Date.now() });
    return true;
  }

  #show(state: AskState): void {
    this.#state = state;
    this.#host.requestUpdate();
  }
}
