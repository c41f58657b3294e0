/** `<call-head>`: the call's ids, beginning, people and alarms. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { CallSummary } from "../../../../contract/call-summary.ts";
import { labelOfSource } from "../../data/carrier-labels.ts";
import "../../parts/copy-button.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { dateTime, formatLength, formatNumber } from "../../parts/format.ts";
import { icon } from "../../parts/icons.ts";
import { Ticker } from "../../parts/ticker.ts";
import { toneOf } from "../timeline/lanes.ts";

export class CallHead extends LitElement {
  static override properties = {
    summary: { attribute: false },
    past: { attribute: false },
    words: {},
    bundled: {},
  };
  declare summary: CallSummary;
  /** The call's state at an earlier moment; null for now. The summary is the current one. */
  declare past: { atMs: number; suggestions: number } | null;
  /** The call's state at the moment of the page, in words. */
  declare words: string;
  /** Who made the bundle and when; "" for a call of this server. */
  declare bundled: string;

  static override styles = [
    controlStyles,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      .title {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px 12px;
      }
      h1 {
        margin: 0;
        display: inline-flex;
        align-items: center;
        gap: 4px;
        font-size: 1.25rem;
        font-weight: 650;
        letter-spacing: -0.01em;
        overflow-wrap: anywhere;
      }
      dl {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 20px;
        margin: 0;
        font-size: 0.8125rem;
      }
      dl div {
        display: flex;
        gap: 5px;
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        margin: 0;
        font-weight: 550;
      }
      .alarms {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .alarms .chip {
        white-space: normal;
      }
    `,
  ];

  constructor() {
    super();
    this.past = null;
    new Ticker(this);
  }

  override render(): TemplateResult {
    const { summary, past } = this;
    const endMs = past?.atMs ?? summary.endedAtMs ?? (summary.live ? Date.now() : summary.changedAtMs);
    const fact = (name: string, value: string) =>
      value === "" ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
    return html`<div class="title">
        <h1>Call ${summary.vendorCallId}${(summary.episode ?? 1) === 1 ? "" : `, episode ${summary.episode}`}<copy-button .text=${summary.callKey} label="call key"></copy-button></h1>
        <span class="chip" data-tone=${toneOf(this.words)}>${icon(summary.live ? "dot" : "ring", 12)} ${this.words}</span>
        ${this.#pace()}
        ${this.bundled === "" ? nothing : html`<span class="chip" data-tone="accent">${icon("bundle", 12)} ${this.bundled}</span>`}
      </div>
      <dl>
        ${fact("Source", labelOfSource(summary.source))} ${fact("Agent", summary.agentIds.join(", "))}
        ${fact("Campaign", summary.campaignIds.join(", "))} ${fact("Domain", summary.domainId)}
        ${fact("Began", dateTime(summary.startedAtMs))} ${fact("Length", formatLength(endMs - summary.startedAtMs))}
        ${fact("Suggestions", formatNumber(past?.suggestions ?? summary.suggestions))}
        ${fact("Ended because", past === null ? (summary.endReason ?? "") : "")}
      </dl>
      ${
        summary.alarms.length === 0 || past !== null
          ? nothing
          : html`<ul class="alarms" aria-label="Alarms">
              ${summary.alarms.map(
                ({ code, severity, message }) =>
                  html`<li class="chip" data-tone=${severity === "serious" ? "bad" : "warn"} title=${message}>
                    ${icon(severity === "serious" ? "serious" : "warning", 12)} ${code}<span class="unseen">: ${message}</span>
                  </li>`,
              )}
            </ul>`
      }`;
  }

  /** Said only where the state beside it does not say it. */
  #pace(): TemplateResult | typeof nothing {
    if (this.summary.live) return html`<span class="chip" data-tone="good">live</span>`;
    return this.words === "ended" ? nothing : html`<span class="chip">now ended</span>`;
  }
}

customElements.define("call-head", CallHead);

declare global {
  interface HTMLElementTagNameMap {
    "call-head": CallHead;
  }
}
