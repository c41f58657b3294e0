/** The two tabs of narrow screens, each with the count of what is new behind it. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { formatNumber, t } from "../language/t.ts";
import { controlStyles } from "./control-styles.ts";
import { moveFocus } from "./roving-focus.ts";

export type Pane = "suggestions" | "transcript";

/** There is room for two digits. */
const MAX_COUNT = 99;

export class PaneTabs extends LitElement {
  static override properties = {
    pane: {},
    newSuggestions: { type: Number },
    newMessages: { type: Number },
  };
  declare pane: Pane;
  declare newSuggestions: number;
  declare newMessages: number;

  static override styles = [
    controlStyles,
    css`
      .tabs {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        background: var(--surface);
        border-block-end: 1px solid var(--line);
      }
      button {
        display: flex;
        align-items: center;
        justify-content: center;
        flex-wrap: wrap;
        gap: 0 6px;
        min-block-size: 38px;
        border-radius: 0;
        font-weight: 600;
        color: var(--ink-soft);
        border-block-end: 3px solid transparent;
        border-block-start: 3px solid transparent;
      }
      button:hover {
        color: var(--ink);
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      button[aria-selected="true"] {
        color: var(--ink);
        border-block-end-color: var(--accent);
      }
      .count {
        min-inline-size: 18px;
        padding: 0 5px;
        border-radius: 99px;
        background: var(--accent);
        color: var(--on-accent);
        font-size: 0.6875rem;
        font-weight: 700;
        line-height: 18px;
        text-align: center;
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div class="tabs" role="tablist" aria-label=${t("panes.label")} @keydown=${this.#onKey}>
      ${this.#tab("suggestions", this.newSuggestions)}
      ${this.#tab("transcript", this.newMessages)}
    </div>`;
  }

  #tab(pane: Pane, count: number): TemplateResult {
    const isChosen = this.pane === pane;
    return html`<button
      role="tab"
      aria-selected=${isChosen}
      tabindex=${isChosen ? 0 : -1}
      @click=${() => sendIntent(this, "pane-wanted", { pane })}
    >
      ${t(`panes.${pane}`)}
      ${
        count === 0
          ? nothing
          : html`<span class="count">${count > MAX_COUNT ? `${formatNumber(MAX_COUNT)}+` : formatNumber(count)}<span class="unseen"> ${t("panes.new")}</span></span>`
      }
    </button>`;
  }

  #onKey = (event: KeyboardEvent): void => {
    const tabs = [...this.renderRoot.querySelectorAll<HTMLElement>("button")];
    moveFocus(event, tabs, "horizontal")?.click();
  };
}

customElements.define("sidetone-tabs", PaneTabs);
