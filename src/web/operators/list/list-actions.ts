/** `<list-actions>`: what can be done with the list: groups by cause, CSV, and comparing or bundling the calls that are selected. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { CallSummary } from "../../../contract/call-summary.ts";
import type { OperatorApi } from "../data/api.ts";
import type { CallFilter } from "../data/call-filter.ts";
import { messageOf } from "../data/request.ts";
import { fileName, saveFile } from "../data/save-file.ts";
import { BUNDLES_FORMAT } from "../pages/read-bundle.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { countOf } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { compareHref } from "../router.ts";
import { csvOf } from "./call-csv.ts";

/** A spreadsheet with more is no list any more. */
const MOST_EXPORTED = 10_000;
/** Each is fetched in turn, and is a line of the audit. */
const MOST_BUNDLED = 50;

export class ListActions extends LitElement {
  static override properties = {
    api: { attribute: false },
    filter: { attribute: false },
    selected: { attribute: false },
    said: { state: true },
    isBusy: { state: true },
  };
  declare api: OperatorApi;
  declare filter: CallFilter;
  /** Keys of calls. */
  declare selected: ReadonlySet<string>;
  declare said: string;
  declare isBusy: boolean;

  static override styles = [
    controlStyles,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 6px;
      }
      .button {
        min-block-size: 30px;
      }
      .button[aria-pressed="true"] {
        border-color: var(--accent);
        color: var(--accent);
      }
      .said {
        font-size: var(--small);
        color: var(--ink-soft);
      }
      .said:empty {
        display: none;
      }
    `,
  ];

  constructor() {
    super();
    this.said = "";
    this.isBusy = false;
  }

  override render(): TemplateResult {
    const isGrouped = this.filter.group === "cause";
    return html`<span class="said" role="status">${this.said}</span>
      ${this.#selection()}
      <button class="button" type="button" aria-pressed=${isGrouped} @click=${() => this.#tell("filter-changed", { ...this.filter, group: isGrouped ? "" : "cause" })}>
        Group by cause
      </button>
      <button class="button" type="button" ?disabled=${this.isBusy} @click=${() => void this.#work(() => this.#csv())}>
        ${icon("download", 13)}CSV
      </button>`;
  }

  #selection(): TemplateResult | typeof nothing {
    const [first, second, ...rest] = this.selected;
    if (first === undefined) return nothing;
    const isPair = second !== undefined && rest.length === 0;
    return html`<b>${this.selected.size} selected</b>
      ${isPair ? html`<a class="button" href=${compareHref(first, second)}>Compare</a>` : nothing}
      <button
        class="button"
        type="button"
        ?disabled=${this.isBusy || this.selected.size > MOST_BUNDLED}
        title=${this.selected.size > MOST_BUNDLED ? `${MOST_BUNDLED} calls at most` : nothing}
        @click=${() => void this.#work(() => this.#bundles())}
      >
        ${icon("bundle", 13)}Bundles
      </button>
      <button class="button" type="button" @click=${() => this.#tell("selection-dropped")}>${icon("cross", 13)}Clear selection</button>`;
  }

  #tell(name: "filter-changed" | "selection-dropped", detail?: CallFilter): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async #work(work: () => Promise<string>): Promise<void> {
    this.isBusy = true;
    try {
      this.said = await work();
    } catch (caught) {
      this.said = `The file could not be made: ${messageOf(caught)}`;
    }
    this.isBusy = false;
  }

  /** All that match, also those that are not listed yet. */
  async #csv(): Promise<string> {
    const calls: CallSummary[] = [];
    let before: number | undefined;
    do {
      const page = await this.api.listMatching(this.filter, before);
      calls.push(...page.calls);
      before = page.nextBefore ?? undefined;
    } while (before !== undefined && calls.length < MOST_EXPORTED);
    saveFile(fileName("calls", "csv", Date.now()), "text/csv", csvOf(calls));
    return `${countOf(calls.length, "call")} exported${before === undefined ? "" : ", older ones left out"}.`;
  }

  /** Without words, in one file that "Open bundle" reads. */
  async #bundles(): Promise<string> {
    const bundles: unknown[] = [];
    for (const callKey of this.selected) {
      this.said = `Fetching bundle ${bundles.length + 1} of ${this.selected.size}`;
      bundles.push(await this.api.bundle(callKey));
    }
    const text = JSON.stringify({ format: BUNDLES_FORMAT, bundles });
    saveFile(fileName("bundles", "json", Date.now()), "application/json", text);
    return `${countOf(bundles.length, "bundle")} in one file, without words.`;
  }
}

customElements.define("list-actions", ListActions);

declare global {
  interface HTMLElementTagNameMap {
    "list-actions": ListActions;
  }
}
