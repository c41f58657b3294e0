/** `<saved-filters>`: filters under names, kept in this browser; what is chosen goes to the address like any other filter. */
import { html, LitElement, type TemplateResult } from "lit";
import { type CallFilter, readFilter, writeFilter } from "../data/call-filter.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { icon } from "../parts/icons.ts";
import { filterStyles } from "./filter-styles.ts";
import "../parts/confirm-dialog.ts";

const KEY = "sidetone.operators.filters";
const MOST = 50;

export class SavedFilters extends LitElement {
  static override properties = { filter: { attribute: false }, saved: { state: true } };
  declare filter: CallFilter;
  /** Queries of the address, by name. */
  declare saved: Readonly<Record<string, string>>;

  static override styles = [controlStyles, filterStyles];

  constructor() {
    super();
    this.saved = readSaved();
  }

  override render(): TemplateResult {
    const query = writeFilter(this.filter).toString();
    const names = Object.keys(this.saved).sort();
    const name = names.find((known) => this.saved[known] === query);
    return html`<div class="saved">
        <div class="field" ?data-on=${name !== undefined}>
          <label for="saved">Saved filter</label>
          <select
            id="saved"
            ?disabled=${names.length === 0}
            @change=${(event: Event) => this.#choose((event.target as HTMLSelectElement).value)}
          >
            <option value="" .selected=${name === undefined}>${names.length === 0 ? "None yet" : "Choose"}</option>
            ${names.map((known) => html`<option value=${known} .selected=${known === name}>${known}</option>`)}
          </select>
        </div>
        ${
          name === undefined
            ? html`<button class="button" type="button" ?disabled=${query === ""} @click=${() => void this.#save()}>
                ${icon("check", 13)}Save filter
              </button>`
            : html`<button class="button" type="button" @click=${() => this.#keep(without(this.saved, name))}>
                ${icon("cross", 13)}Forget
              </button>`
        }
      </div>
      <confirm-dialog></confirm-dialog>`;
  }

  async #save(): Promise<void> {
    const query = writeFilter(this.filter).toString();
    const answer = await this.renderRoot.querySelector("confirm-dialog")?.ask({
      title: "Save this filter?",
      text: "It is kept in this browser. To share it, share the address of the page.",
      confirm: "Save",
      reasonLabel: "Name",
    });
    const name = answer?.reason ?? "";
    if (name !== "") this.#keep({ ...this.saved, [name]: query });
  }

  #keep(saved: Readonly<Record<string, string>>): void {
    this.saved = Object.fromEntries(Object.entries(saved).slice(-MOST));
    localStorage.setItem(KEY, JSON.stringify(this.saved));
  }

  #choose(name: string): void {
    const query = this.saved[name];
    if (query === undefined) return;
    const detail = readFilter(new URLSearchParams(query));
    this.dispatchEvent(new CustomEvent("filter-changed", { detail, bubbles: true, composed: true }));
  }
}

function without(saved: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const { [name]: _, ...rest } = saved;
  return rest;
}

/** What somebody else wrote there counts for nothing. */
function readSaved(): Record<string, string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const entries = Object.entries(value ?? {}).filter(([, query]) => typeof query === "string");
    return Object.fromEntries(entries.slice(-MOST));
  } catch {
    // No filter is worth a page that does not open.
    return {};
  }
}

customElements.define("saved-filters", SavedFilters);

declare global {
  interface HTMLElementTagNameMap {
    "saved-filters": SavedFilters;
  }
}
