/** Chooses what is shown of words that were translated, and says why newer ones were not. Loaded with the first of them. */

import type { TemplateResult } from "lit";
import type { TranslationView } from "../memory.ts";
import {
  controlStyles,
  css,
  html,
  icon,
  isWordKey,
  LitElement,
  moveFocus,
  nothing,
  t,
} from "./page-parts.ts";

const VIEWS: readonly TranslationView[] = ["both", "translation", "original"];

export class TranslationBar extends LitElement {
  static override properties = { view: {}, cause: {} };
  declare view: TranslationView;
  /** Why the newest words have no translation, as a code; "" where they have one. */
  declare cause: string;

  static override styles = [
    controlStyles,
    css`
      :host {
        display: block;
        margin-block-end: 4px;
      }
      [role="radiogroup"] {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px;
        margin: 6px 12px 0;
        font-size: var(--small);
        color: var(--ink-soft);
      }
      .label {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        margin-inline-end: 4px;
      }
      button {
        min-block-size: 26px;
        padding: 1px 9px;
        border: 1px solid transparent;
        border-radius: 99px;
        font-size: var(--small);
        font-weight: 600;
        color: var(--ink-soft);
      }
      button:hover {
        background: var(--sunken);
        color: var(--ink);
      }
      button[aria-checked="true"] {
        border-color: var(--line-strong);
        background: var(--surface);
        color: var(--ink);
      }
      p {
        display: flex;
        gap: 6px;
        align-items: baseline;
        margin: 6px 12px 0;
        padding: 5px 9px;
        border-radius: 8px;
        background: var(--sunken);
        font-size: var(--small);
        color: var(--ink);
      }
      p svg {
        flex: none;
        color: var(--warn);
        align-self: center;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div role="radiogroup" aria-label=${t("translation.label")} @keydown=${this.#onKey}>
        <span class="label" aria-hidden="true">${t("translation.label")}</span>
        ${VIEWS.map((view) => this.#choice(view))}
      </div>
      <div role="status">${this.cause === "" ? nothing : html`<p>${icon("problem", 14)}<span>${this.#reason()}</span></p>`}</div>`;
  }

  #choice(view: TranslationView): TemplateResult {
    const isChosen = this.view === view;
    return html`<button
      role="radio"
      aria-checked=${isChosen}
      tabindex=${isChosen ? 0 : -1}
      @click=${() => this.dispatchEvent(new CustomEvent<TranslationView>("view-chosen", { detail: view }))}
    >
      ${t(`translation.${view}`)}
    </button>`;
  }

  /** A newer server may name a cause that this page has no words for. */
  #reason(): string {
    const reason = `noHelp.${this.cause}`;
    const words = isWordKey(reason) ? t(reason) : t("translation.none");
    return t("empty.noSuggestions.text", { reason: words, code: this.cause });
  }

  /** Radio groups choose what the arrow keys reach. */
  #onKey = (event: KeyboardEvent): void => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>("button")];
    moveFocus(event, buttons, "horizontal")?.click();
  };
}

customElements.define("sidetone-translation", TranslationBar);
