/** What a call that is over brought the agent: its length, what was suggested and what was used, to copy into its record. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { type Suggestions, suggestedAndUsed } from "../state/suggestions.ts";
import type { CopyResult } from "./copy-outcome.ts";
import { controlStyles, icon, outcomeWords, sendIntent, t } from "./page-parts.ts";
import { wrapUpWords } from "./wrap-up-words.ts";

const COPY_KEY = "wrap-up/all";

export class WrapUp extends LitElement {
  static override properties = {
    suggestions: { attribute: false },
    lengthMs: { attribute: false },
    copyResult: { attribute: false },
  };
  declare suggestions: Suggestions;
  /** Undefined where it is not known. */
  declare lengthMs: number | undefined;
  declare copyResult: CopyResult | undefined;

  static override styles = [
    controlStyles,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 2px 8px;
        padding-block: 6px;
        padding-inline: 12px 6px;
        background: var(--surface);
        border-block-start: 1px solid var(--line);
        font-size: 0.8125rem;
        line-height: 1.4;
      }
      h3 {
        margin: 0;
        inline-size: 100%;
        font-size: var(--small);
        font-weight: 650;
        color: var(--ink-soft);
      }
      p {
        flex: 1;
        min-inline-size: min(100%, 180px);
        margin: 0;
      }
    `,
  ];

  override render(): TemplateResult {
    const words = wrapUpWords(suggestedAndUsed(this.suggestions), this.lengthMs);
    const result = this.copyResult?.key === COPY_KEY ? this.copyResult.outcome : undefined;
    const label = t("wrap.label");
    return html`<section aria-label=${label}>
      <h3>${label}</h3>
      <p>${words}</p>
      <button
        class="text-button"
        data-result=${result ?? ""}
        aria-label=${t("copy.copyPart", { part: label })}
        @click=${() => sendIntent(this, "copy-wanted", { key: COPY_KEY, text: words, label })}
      >
        ${icon(result === undefined || result === "failed" ? "copy" : "check", 14)}<span>${outcomeWords(result)}</span>
      </button>
    </section>`;
  }
}

customElements.define("sidetone-wrap-up", WrapUp);
