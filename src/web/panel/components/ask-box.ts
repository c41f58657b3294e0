/** The search box for knowledge: one question at a time, with what becomes of it below. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { controlStyles } from "./control-styles.ts";
import { icon } from "./icons.ts";

/** What became of the last question. */
export type AskState =
  | { status: "idle" }
  | { status: "asking"; text: string }
  | { status: "nothing"; text: string }
  /** `problem` is for the supervisor; "" if the server could not be reached. */
  | { status: "failed"; text: string; problem: string };

/** Dialogflow's limit for texts to virtual agents; a question needs no more (TextInput in session.proto). */
const MAX_CHARACTERS = 256;

export class AskBox extends LitElement {
  static override properties = { ask: { attribute: false } };
  declare ask: AskState;

  static override styles = [
    controlStyles,
    css`
      form {
        display: flex;
        align-items: center;
        gap: 6px;
        margin: 8px 12px 0;
        padding: 0 4px 0 10px;
        background: var(--surface);
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        color: var(--ink-soft);
      }
      form:focus-within {
        outline: 2px solid var(--focus);
        outline-offset: 1px;
      }
      input {
        flex: 1;
        min-inline-size: 0;
        min-block-size: 34px;
        padding: 0;
        font: inherit;
        color: var(--ink);
        background: none;
        border: 0;
        outline: 0;
      }
      input::placeholder {
        color: var(--ink-soft);
        opacity: 1;
      }
      input::-webkit-search-cancel-button {
        display: none;
      }
      svg {
        flex: none;
      }
      p {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 6px;
        margin: 4px 12px 0;
        font-size: var(--small);
        color: var(--ink-soft);
        overflow-wrap: anywhere;
      }
      .failed {
        color: var(--bad);
      }
    `,
  ];

  constructor() {
    super();
    this.ask = { status: "idle" };
  }

  focusQuestion(): void {
    this.#input()?.focus();
  }

  override render(): TemplateResult {
    return html`
      <form role="search" @submit=${this.#onSubmit}>
        ${icon("search")}
        <input
          type="search"
          name="question"
          aria-label="Ask the knowledge base"
          placeholder="Ask the knowledge base"
          maxlength=${MAX_CHARACTERS}
          autocomplete="off"
          dir="auto"
          enterkeyhint="search"
        />
        <button class="text-button">Ask</button>
      </form>
      <div role="status">${this.#outcome()}</div>
    `;
  }

  #outcome(): TemplateResult | typeof nothing {
    const { ask } = this;
    switch (ask.status) {
      case "idle":
        return nothing;
      case "asking":
        return html`<p>Looking for “<bdi>${ask.text}</bdi>” …</p>`;
      case "nothing":
        return html`<p>Nothing was found for “<bdi>${ask.text}</bdi>”. Try other words.</p>`;
      case "failed":
        return html`<p class="failed">
          <span>${ask.problem === "" ? "The server could not be reached." : `The search failed. For your supervisor: ${ask.problem}`}</span>
          <button class="text-button" @click=${() => this.#send(ask.text)}>Ask again</button>
        </p>`;
    }
  }

  #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#send(this.#input()?.value ?? "");
  };

  #send(question: string): void {
    const text = question.trim();
    if (text !== "") sendIntent(this, "search-wanted", { text, isSuggested: false });
  }

  #input(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }
}

customElements.define("sidetone-ask", AskBox);
