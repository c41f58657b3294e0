/** `<number-page>`: calls by a party's phone number, which is asked for in a request's body and forgotten with the page. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../contract/access.ts";
import type { CallSummary } from "../../../contract/call-summary.ts";
import type { OperatorApi } from "../data/api.ts";
import { labelOfSource } from "../data/carrier-labels.ts";
import { durationMsOf } from "../list/call-order.ts";
import { Loading } from "../pages/loading.ts";
import { failureLine } from "../pages/notes.ts";
import { pageStyles } from "../pages/page-styles.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { emptyState, emptyStateStyles } from "../parts/empty-state.ts";
import { countOf, dateTime, formatLength } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { callHref } from "../router.ts";
import type { FoundCalls, NumberSearch } from "./number-search.ts";

export class NumberPage extends LitElement {
  static override properties = {
    api: { attribute: false },
    session: { attribute: false },
    search: { attribute: false },
  };
  declare api: OperatorApi;
  declare session: OperatorSession;
  declare search: NumberSearch;

  static override styles = [
    controlStyles,
    emptyStateStyles,
    pageStyles,
    css`
      form.filters {
        margin-block-start: 12px;
      }
      form.filters input {
        inline-size: min(280px, 78vw);
        min-block-size: 34px;
      }
      td a {
        color: var(--accent);
      }
    `,
  ];
  readonly #asked = new Loading<FoundCalls>(this);

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  override render(): TemplateResult {
    const mayReveal = this.session.roles.includes("reveal");
    return html`<div class="page">
      <div class="head"><h1>Calls by number</h1></div>
      <p class="hint">
        A caller's or agent's phone number, or the one that was dialled. Sidetone keeps only a keyed hash of it, so a part of a
        number finds nothing. The audit has your name and how many calls were found, not the number.
      </p>
      ${
        mayReveal
          ? html`<form class="filters" role="search" aria-label="Calls by number" @submit=${this.#submit}>
              <label
                >Phone number<input
                  name="number"
                  type="tel"
                  required
                  maxlength="256"
                  autocomplete="off"
                  placeholder="+1 555 010 0123"
                  .value=${this.search.number}
              /></label>
              <button class="button" type="submit" ?disabled=${this.#asked.isUnderWay}>${icon("search", 14)}Find</button>
            </form>`
          : emptyState({
              icon: "eyeOff",
              title: "This needs the right reveal",
              text: "A number tells who called, as words do. Ask for a token with the right reveal.",
            })
      }
      ${failureLine(this.#asked.failure)} ${this.#found()}
    </div>`;
  }

  #found(): TemplateResult | typeof nothing {
    const { found, number } = this.search;
    if (found === undefined) return nothing;
    const { calls, nextBefore } = found;
    return html`<section aria-label="Found calls" aria-busy=${this.#asked.isUnderWay}>
      <p class="hint" role="status">${nextBefore === null ? "" : "At least "}${countOf(calls.length, "call")} with ${number}</p>
      ${calls.length === 0 ? nothing : this.#table(calls)}
      ${
        nextBefore === null
          ? nothing
          : html`<div class="more"><button class="button" type="button" @click=${() => void this.#find(nextBefore)}>Older calls</button></div>`
      }
    </section>`;
  }

  #table(calls: readonly CallSummary[]): TemplateResult {
    return html`<div class="table" tabindex="0" role="group" aria-label="Calls">
      <table>
        <thead>
          <tr><th>Began</th><th>Call</th><th>Length</th><th>Agent</th><th>Campaign</th><th>Alarm</th></tr>
        </thead>
        <tbody>
          ${calls.map((call) => this.#row(call))}
        </tbody>
      </table>
    </div>`;
  }

  #row(call: CallSummary): TemplateResult {
    const [alarm] = call.alarms;
    const tone = alarm?.severity === "serious" ? "bad" : "warn";
    return html`<tr>
      <td class="when" data-name="Began">${dateTime(call.startedAtMs)}</td>
      <td data-name="Call"><span><a href=${callHref(call.callKey)}>${labelOfSource(call.source)} ${call.vendorCallId}</a>${call.live ? html` <span class="chip" data-tone="good">live</span>` : nothing}</span></td>
      <td data-name="Length">${formatLength(durationMsOf(call, Date.now()))}</td>
      <td data-name="Agent">${call.agentIds.join(", ") || html`<span class="soft">none</span>`}</td>
      <td data-name="Campaign">${call.campaignIds.join(", ") || html`<span class="soft">none</span>`}</td>
      <td data-name="Alarm">${alarm === undefined ? html`<span class="soft">none</span>` : html`<span><span class="chip" data-tone=${tone}>${alarm.code}</span></span>`}</td>
    </tr>`;
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const number = new FormData(event.target as HTMLFormElement).get("number");
    if (typeof number !== "string" || number.trim() === "") return;
    this.search.number = number.trim();
    this.search.found = undefined;
    void this.#find();
  };

  async #find(before?: number): Promise<void> {
    const { number, found } = this.search;
    await this.#asked.load(async () => {
      const { calls, nextBefore } = await this.api.searchByNumber(number, before);
      const all = { calls: [...(before === undefined ? [] : (found?.calls ?? [])), ...calls], nextBefore };
      this.search.found = all;
      return all;
    });
  }
}

customElements.define("number-page", NumberPage);
