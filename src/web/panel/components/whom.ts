/** Who is on the line, as the carrier says it: a quiet row below the header. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { CallFact, CallFacts } from "../../../contract/call-facts.ts";
import { t } from "./page-parts.ts";

/** In the order in which agents look for them. */
const ORDER: readonly CallFact[] = ["number", "campaign", "queue", "skill", "agent"];

export class Whom extends LitElement {
  static override properties = { facts: { attribute: false } };
  declare facts: CallFacts;

  static override styles = css`
    dl {
      display: flex;
      flex-wrap: wrap;
      gap: 1px 14px;
      margin: 0;
      padding: 4px 12px 5px;
      background: var(--surface);
      border-block-end: 1px solid var(--line);
      font-size: var(--small);
      line-height: 1.45;
    }
    div {
      display: flex;
      gap: 5px;
      min-inline-size: 0;
      max-inline-size: 100%;
    }
    dt {
      flex: none;
      color: var(--ink-soft);
    }
    dd {
      margin: 0;
      font-weight: 600;
      white-space: nowrap;
      overflow: hidden;
      text-overflow: ellipsis;
      font-variant-numeric: tabular-nums;
    }
  `;

  override render(): TemplateResult {
    return html`<section aria-label=${t("whom.label")}>
      <dl>
        ${ORDER.map((name) => {
          const value = this.facts[name];
          if (value === undefined) return nothing;
          return html`<div>
            <dt>${t(`whom.${name}`)}</dt>
            <dd title=${value}><bdi dir=${name === "number" ? "ltr" : "auto"}>${value}</bdi></dd>
          </div>`;
        })}
      </dl>
    </section>`;
  }
}

customElements.define("sidetone-whom", Whom);
