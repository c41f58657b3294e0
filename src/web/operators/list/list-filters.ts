/** Search, filters and order above the list; says `filter-changed` with the whole filter. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { type CallFilter, countFilters, NO_FILTER } from "../data/call-filter.ts";
import { knownCarriers } from "../data/carrier-labels.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { icon } from "../parts/icons.ts";
import { KNOWN_STATES, wordOf } from "../parts/state-looks.ts";
import { pageHref } from "../router.ts";
import { filterStyles } from "./filter-styles.ts";
import { timeFields } from "./time-fields.ts";
import "./saved-filters.ts";

/** The choices among the loaded calls. */
export interface FilterChoices {
  alarms: readonly string[];
  agents: readonly string[];
  campaigns: readonly string[];
}

type Option = readonly [value: string, label: string];

const SPANS: readonly Option[] = [
  ["", "All"],
  ["live", "Live"],
  ["ended", "Ended"],
];
const ORDERS: readonly Option[] = [
  ["alarms", "Alarms first"],
  ["newest", "Newest first"],
  ["longest", "Longest first"],
];

export class ListFilters extends LitElement {
  static override properties = {
    filter: { attribute: false },
    choices: { attribute: false },
    isOpen: { state: true },
  };
  declare filter: CallFilter;
  declare choices: FilterChoices;
  declare isOpen: boolean;

  static override styles = [controlStyles, filterStyles];

  constructor() {
    super();
    this.isOpen = false;
  }

  focusSearch(): void {
    const search = this.renderRoot.querySelector<HTMLInputElement>("input[type=search]");
    search?.focus();
    search?.select();
  }

  override render(): TemplateResult {
    const { filter, choices } = this;
    const count = countFilters(filter);
    return html`<form role="search" aria-label="Calls" @submit=${(event: Event) => event.preventDefault()}>
      <label class="search"
        >${icon("search", 15)}<span class="unseen">Search calls</span
        ><input
          type="search"
          placeholder="Call id, agent, campaign, alarm"
          autocomplete="off"
          spellcheck="false"
          aria-keyshortcuts="/"
          .value=${filter.q}
          @input=${(event: Event) => this.#change({ q: (event.target as HTMLInputElement).value })}
        /><kbd aria-hidden="true">/</kbd></label
      >
      <a class="button by-number" href=${pageHref("by-number")} aria-label="By number" title="Find calls by a phone number"
        >${icon("calls", 14)}<span>By number</span></a
      >
      <fieldset class="spans">
        <legend class="unseen">Live or ended</legend>
        ${SPANS.map(
          ([value, label]) =>
            html`<label
              ><input
                type="radio"
                name="live"
                .checked=${filter.live === value}
                @change=${() => this.#change({ live: value as CallFilter["live"] })}
              /><span>${label}</span></label
            >`,
        )}
      </fieldset>
      <button
        class="button toggle"
        type="button"
        aria-expanded=${this.isOpen}
        aria-controls="filters"
        @click=${() => {
          this.isOpen = !this.isOpen;
        }}
      >
        ${icon("filter", 14)}Filters${count > 0 ? html`<b>${count}</b>` : nothing}
      </button>
      <saved-filters .filter=${filter} ?data-open=${this.isOpen}></saved-filters>
      <div id="filters" ?data-open=${this.isOpen}>
        ${this.#select("alarm", "Alarm", [
          ["", "Any or none"],
          ["any", "With an alarm"],
          ["none", "Without"],
          ...choices.alarms.map((code): Option => [code, code]),
        ])}
        ${this.#select("state", "State", [["", "Any"], ...KNOWN_STATES.map((name): Option => [name, wordOf(name)])])}
        ${this.#select("source", "Source", [["", "Any"], ...knownCarriers().map(({ source, label }): Option => [source, label])])}
        ${this.#select("agent", "Agent", [["", "Any"], ...choices.agents.map((id): Option => [id, id])])}
        ${this.#select("campaign", "Campaign", [["", "Any"], ...choices.campaigns.map((id): Option => [id, id])])}
        ${this.#select("sort", "Order", ORDERS)}
        ${timeFields(filter, (change) => this.#change(change))}
        <button
          class="button clear"
          type="button"
          ?disabled=${count === 0 && filter.q === ""}
          @click=${() => this.#change({ ...NO_FILTER, sort: filter.sort, group: filter.group })}
        >
          ${icon("cross", 13)}Clear
        </button>
      </div>
    </form>`;
  }

  #select(name: keyof CallFilter, label: string, options: readonly Option[]): TemplateResult {
    const value = this.filter[name];
    // A link may name an agent without a listed call.
    const all = options.some(([known]) => known === value) ? options : [...options, [value, value] as const];
    return html`<div class="field" ?data-on=${name !== "sort" && value !== ""}>
      <label for=${name}>${label}</label>
      <select
        id=${name}
        @change=${(event: Event) => this.#change({ [name]: (event.target as HTMLSelectElement).value })}
      >
        ${all.map(([known, text]) => html`<option value=${known} .selected=${known === value}>${text}</option>`)}
      </select>
    </div>`;
  }

  #change(change: Partial<CallFilter>): void {
    const detail: CallFilter = { ...this.filter, ...change };
    this.dispatchEvent(new CustomEvent("filter-changed", { detail, composed: true, bubbles: true }));
  }
}

customElements.define("list-filters", ListFilters);

declare global {
  interface HTMLElementTagNameMap {
    "list-filters": ListFilters;
  }
}
