/** What the agent asks Dialogflow for: knowledge, in a search box, and a summary. What becomes of it is told below. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { t, tParts } from "../language/t.ts";
import { controlStyles } from "./control-styles.ts";
import { icon } from "./icons.ts";
import { searchStyles } from "./search-styles.ts";

/** What became of the last wish; `question` is undefined for a summary. */
export type AskState =
  | { status: "idle" }
  | { status: "asking"; question: string | undefined }
  | { status: "nothing"; question: string | undefined }
  /** `problem` is for the supervisor; "" if the server could not be reached. */
  | { status: "failed"; question: string | undefined; problem: string };

/** Dialogflow's limit for texts to virtual agents; a question needs no more (TextInput in session.proto). */
const MAX_CHARACTERS = 256;

export class AskBox extends LitElement {
  static override properties = {
    ask: { attribute: false },
    canAsk: { type: Boolean },
    canSummarize: { type: Boolean },
  };
  declare ask: AskState;
  declare canAsk: boolean;
  declare canSummarize: boolean;

  static override styles = [
    controlStyles,
    searchStyles,
    css`
      .wishes {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: flex-end;
        gap: 4px;
        margin: 8px 12px 0;
      }
      form {
        flex: 1 1 170px;
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
    const isMaking = this.ask.status === "asking" && this.ask.question === undefined;
    return html`
      <div class="wishes">
        ${this.canAsk ? this.#searchForm() : nothing}
        ${
          this.canSummarize
            ? html`<button
                class="text-button"
                title=${t("summary.make.title")}
                ?disabled=${isMaking}
                @click=${this.#wantSummary}
              >
                ${icon("summary")}${t("summary.make")}
              </button>`
            : nothing
        }
      </div>
      <div role="status">${this.#outcome()}</div>
    `;
  }

  #searchForm(): TemplateResult {
    return html`<form role="search" @submit=${this.#onSubmit}>
        ${icon("search")}
        <input
          type="search"
          name="question"
          aria-label=${t("ask.label")}
          placeholder=${t("ask.label")}
          maxlength=${MAX_CHARACTERS}
          autocomplete="off"
          dir="auto"
          enterkeyhint="search"
        />
        <button class="text-button">${t("ask.send")}</button>
      </form>`;
  }

  #outcome(): TemplateResult | typeof nothing {
    const { ask } = this;
    if (ask.status === "idle") return nothing;
    const { question } = ask;
    const told = (key: "ask.looking" | "ask.nothing", ofSummary: "summary.making" | "summary.nothing") =>
      question === undefined ? t(ofSummary) : tParts(key, { question: html`<bdi>${question}</bdi>` });
    switch (ask.status) {
      case "asking":
        return html`<p>${told("ask.looking", "summary.making")}</p>`;
      case "nothing":
        return html`<p>${told("ask.nothing", "summary.nothing")}</p>`;
      case "failed":
        return html`<p class="failed">
          <span>${ask.problem === "" ? t("ask.unreachable") : t("ask.failed", { problem: ask.problem })}</span>
          <button
            class="text-button"
            @click=${() => (question === undefined ? this.#wantSummary() : this.#send(question))}
          >
            ${t("ask.again")}
          </button>
        </p>`;
    }
  }

  #wantSummary = (): void => sendIntent(this, "summary-wanted", {});

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
