/** Opens an incident bundle from a file: everything stays in the browser, the call is shown as the page of a call. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../contract/access.ts";
import type { Bundle } from "../../../contract/bundle.ts";
import type { OperatorApi } from "../data/api.ts";
import type { CallSource } from "../data/call-source.ts";
import type { Feed } from "../data/feed.ts";
import { messageOf } from "../data/request.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { dateTime } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { failureLine } from "./notes.ts";
import { pageStyles } from "./page-styles.ts";
import { MAX_BUNDLE_BYTES, readBundles } from "./read-bundle.ts";

export class BundlePage extends LitElement {
  static override properties = {
    api: { attribute: false },
    feed: { attribute: false },
    session: { attribute: false },
    bundle: { state: true },
    others: { state: true },
    failure: { state: true },
    isOver: { state: true },
  };
  declare api: OperatorApi;
  declare feed: Feed;
  declare session: OperatorSession;
  declare bundle: Bundle | undefined;
  /** All bundles of the file, where it has several. */
  declare others: readonly Bundle[];
  declare failure: string;
  declare isOver: boolean;
  #source: CallSource | undefined;

  static override styles = [
    controlStyles,
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        block-size: 100%;
      }
      .page {
        inline-size: 100%;
      }
      .drop {
        display: grid;
        justify-items: center;
        gap: 10px;
        padding: 56px 20px;
        border: 2px dashed var(--line-strong);
        border-radius: 12px;
        background: var(--surface);
        text-align: center;
      }
      .drop[data-over] {
        border-color: var(--accent);
        background: var(--accent-wash);
      }
      .drop p {
        margin: 0;
        max-inline-size: 52ch;
        color: var(--ink-soft);
      }
      .choose {
        position: relative;
      }
      .choose input {
        position: absolute;
        inset: 0;
        opacity: 0;
        cursor: pointer;
      }
      .choose:focus-within {
        outline: 2px solid var(--focus);
        outline-offset: 2px;
      }
      .banner {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 12px;
        padding: 8px 16px;
        background: var(--accent-wash);
        border-block-end: 1px solid var(--line);
        font-size: 0.8125rem;
      }
      .banner .button {
        margin-inline-start: auto;
      }
    `,
  ];

  constructor() {
    super();
    this.failure = "";
    this.others = [];
    this.isOver = false;
  }

  override render(): TemplateResult {
    return this.bundle === undefined || this.#source === undefined
      ? this.#chooser()
      : this.#opened(this.bundle, this.#source);
  }

  #chooser(): TemplateResult {
    return html`<div class="page">
      <div class="head"><h1>Open bundle</h1></div>
      ${failureLine(this.failure)}
      <div
        class="drop"
        ?data-over=${this.isOver}
        @dragover=${(event: DragEvent) => this.#over(event, true)}
        @dragleave=${(event: DragEvent) => this.#over(event, false)}
        @drop=${this.#drop}
      >
        ${icon("upload", 28)}
        <h2>Drop an incident bundle here</h2>
        <p>
          The file that "Download bundle" made of a call. It is read in this browser and sent nowhere. To run it through the
          machines again: <code>bun run replay &lt;file&gt;</code>
        </p>
        <label class="button primary choose"
          >Choose a file<input type="file" accept=".json,application/json" aria-label="Choose a bundle file" @change=${this.#chosen}
        /></label>
      </div>
    </div>`;
  }

  #opened(bundle: Bundle, source: CallSource): TemplateResult {
    return html`<div class="banner">
        ${icon("bundle", 15)}<span><strong>From a bundle</strong>, made by ${bundle.madeBy} on ${dateTime(bundle.madeAtMs)}</span>
        ${this.others.length < 2 ? nothing : this.#choice(bundle)}
        <button class="button" type="button" @click=${() => this.#close()}>${icon("cross", 13)}Close bundle</button>
      </div>
      <call-page .source=${source} .api=${this.api} .feed=${this.feed} .session=${this.session}></call-page>`;
  }

  #choice(shown: Bundle): TemplateResult {
    return html`<label
      >Call
      <select
        @change=${(event: Event) => {
          const bundle = this.others[Number((event.target as HTMLSelectElement).value)];
          if (bundle !== undefined) this.#open(bundle);
        }}
      >
        ${this.others.map(
          (bundle, index) =>
            html`<option value=${index} .selected=${bundle === shown}>
              ${bundle.detail.call.vendorCallId}${bundle.detail.call.alarms.map(({ code }) => ` · ${code}`)}
            </option>`,
        )}
      </select></label
    >`;
  }

  #over(event: DragEvent, isOver: boolean): void {
    event.preventDefault();
    this.isOver = isOver;
  }

  #drop = (event: DragEvent): void => {
    this.#over(event, false);
    void this.#read(event.dataTransfer?.files[0]);
  };

  #chosen = (event: Event): void => {
    void this.#read((event.target as HTMLInputElement).files?.[0]);
  };

  async #read(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    try {
      if (file.size > MAX_BUNDLE_BYTES) throw new Error("This file is too large for an incident bundle.");
      const bundles = readBundles(await file.text());
      this.others = bundles;
      this.#open(bundles[0]);
    } catch (caught) {
      this.failure = messageOf(caught);
    }
  }

  #close(): void {
    this.others = [];
    this.#open(undefined);
  }

  #open(bundle: Bundle | undefined): void {
    this.bundle = bundle;
    // One object for as long as the bundle is open: the page of a call starts again with every other one.
    this.#source = bundle && { kind: "bundle", bundle };
    this.failure = "";
  }
}

customElements.define("bundle-page", BundlePage);
