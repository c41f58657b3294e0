/** A summary in fields, one for each section, for the agent to change before it is kept. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { SummarySection } from "../../../assist/suggestion.ts";
import type { EditedSummary } from "../intents.ts";
import { controlStyles, sectionName, sendIntent, t } from "./page-parts.ts";

/** The server's limit for a section. */
const MAX_CHARACTERS = 10_000;

export class SummaryEditor extends LitElement {
  static override properties = {
    cardId: {},
    sections: { attribute: false },
    state: { state: true },
  };
  declare cardId: string;
  /** As they were when the agent began. */
  declare sections: readonly SummarySection[];
  declare state: { status: "editing" } | { status: "keeping" } | { status: "failed"; problem: string };
  readonly #startedAtMs = Date.now();

  static override styles = [
    controlStyles,
    css`
      :host {
        display: block;
      }
      form {
        display: grid;
        gap: 8px;
      }
      label {
        display: grid;
        gap: 3px;
        font-size: var(--small);
        font-weight: 650;
        color: var(--ink-soft);
      }
      textarea {
        font: inherit;
        font-weight: 400;
        font-size: 0.875rem;
        line-height: 1.45;
        color: var(--ink);
        background: var(--ground);
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        padding: 6px 8px;
        inline-size: 100%;
        box-sizing: border-box;
        resize: vertical;
        min-block-size: 3.4em;
        max-block-size: 60vh;
        field-sizing: content;
      }
      textarea:focus-visible {
        outline: 2px solid var(--focus);
        outline-offset: 1px;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        align-items: center;
      }
      p {
        margin: 0;
        color: var(--bad);
        font-size: var(--small);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.state = { status: "editing" };
  }

  override firstUpdated(): void {
    this.renderRoot.querySelector("textarea")?.focus();
  }

  override render(): TemplateResult {
    const { state } = this;
    return html`<form aria-label=${t("summary.edit")} @submit=${this.#onSubmit} @keydown=${this.#onKey}>
      ${this.sections.map(
        ({ title, text }) => html`<label>
          <span>${sectionName(title) || t("kind.summary")}</span>
          <textarea dir="auto" maxlength=${MAX_CHARACTERS} .defaultValue=${text}></textarea>
        </label>`,
      )}
      <div role="status">${state.status === "failed" ? html`<p>${problemWords(state.problem)}</p>` : nothing}</div>
      <div class="actions">
        <button class="solid-button" ?disabled=${state.status === "keeping"}>${t("summary.keep")}</button>
        <button class="text-button" type="button" @click=${this.#close}>${t("summary.cancel")}</button>
      </div>
    </form>`;
  }

  #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const texts = [...this.renderRoot.querySelectorAll("textarea")].map(({ value }) => value.trim());
    const sections = this.sections
      .map(({ title }, index) => ({ title, text: texts[index] ?? "" }))
      .filter(({ text }) => text !== "");
    if (sections.length === 0) return;
    this.state = { status: "keeping" };
    sendIntent(this, "summary-edited", {
      ...{ id: this.cardId, sections, startedAtMs: this.#startedAtMs },
      settled: this.#onSettled,
    });
  };

  #onSettled: EditedSummary["settled"] = (result) => {
    if (result.kept) this.#close();
    else this.state = { status: "failed", problem: result.problem };
  };

  /** The panel's single keys are words here, and Escape leaves what was not changed. */
  #onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const fields = [...this.renderRoot.querySelectorAll("textarea")];
    const isUnchanged = fields.every(({ value, defaultValue }) => value === defaultValue);
    if (event.key === "Escape" && isUnchanged) this.#close();
  };

  #close = (): void => {
    this.dispatchEvent(new CustomEvent("editor-closed"));
  };
}

function problemWords(problem: string): string {
  return problem === "" ? t("ask.unreachable") : t("ask.failed", { problem });
}

customElements.define("sidetone-summary-editor", SummaryEditor);
