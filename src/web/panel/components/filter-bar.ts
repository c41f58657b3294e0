/** Chooses which kind of suggestion is shown: one radio group, arrow keys move within it. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { formatNumber, t } from "../language/t.ts";
import type { CardKind } from "../state/card.ts";
import { controlStyles } from "./control-styles.ts";
import { moveFocus } from "./roving-focus.ts";

export class FilterBar extends LitElement {
  static override properties = { counts: { attribute: false }, filter: { attribute: false } };
  declare counts: ReadonlyMap<CardKind, number>;
  declare filter: CardKind | undefined;

  static override styles = [
    controlStyles,
    css`
      .bar {
        display: flex;
        gap: 4px;
        padding: 8px 12px 4px;
        overflow-x: auto;
        scrollbar-width: none;
        /* Fades out where there may be more to scroll to. */
        mask-image: linear-gradient(to right, #000 calc(100% - 28px), transparent);
      }
      .bar:dir(rtl) {
        mask-image: linear-gradient(to left, #000 calc(100% - 28px), transparent);
      }
      .bar::after {
        content: "";
        flex: 0 0 16px;
      }
      @media (min-width: 900px) {
        .bar {
          flex-wrap: wrap;
          mask-image: none;
        }
      }
      button {
        display: inline-flex;
        align-items: center;
        gap: 5px;
        min-block-size: 28px;
        padding: 2px 9px;
        border: 1px solid var(--line);
        border-radius: 99px;
        background: var(--surface);
        font-size: var(--small);
        font-weight: 600;
        color: var(--ink-soft);
        white-space: nowrap;
      }
      button:hover {
        border-color: var(--line-strong);
      }
      button:focus-visible {
        outline-offset: 1px;
      }
      button[aria-checked="true"] {
        background: var(--ink);
        border-color: var(--ink);
        color: var(--surface);
      }
      .count {
        font-variant-numeric: tabular-nums;
        font-weight: 500;
      }
    `,
  ];

  /** Puts the keyboard on the chosen filter. */
  focusChosen(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-checked="true"]')?.focus();
  }

  override render(): TemplateResult | typeof nothing {
    const total = [...this.counts.values()].reduce((sum, count) => sum + count, 0);
    if (this.counts.size < 2 && this.filter === undefined) return nothing;
    return html`<div class="bar" role="radiogroup" aria-label=${t("filter.label")} @keydown=${this.#onKey}>
      ${this.#choice(undefined, t("filter.all"), total)}
      ${[...this.counts].map(([kind, count]) => this.#choice(kind, t(`kind.${kind}`), count))}
    </div>`;
  }

  #choice(kind: CardKind | undefined, label: string, count: number): TemplateResult {
    const isChosen = this.filter === kind;
    return html`<button
      role="radio"
      aria-checked=${isChosen}
      tabindex=${isChosen ? 0 : -1}
      @click=${() => sendIntent(this, "filter-chosen", { filter: kind })}
    >
      ${label}<span class="count">${formatNumber(count)}</span>
    </button>`;
  }

  /** Radio groups choose what the arrow keys reach. */
  #onKey = (event: KeyboardEvent): void => {
    const buttons = [...this.renderRoot.querySelectorAll<HTMLElement>("button")];
    moveFocus(event, buttons, "horizontal")?.click();
  };
}

customElements.define("sidetone-filter", FilterBar);
