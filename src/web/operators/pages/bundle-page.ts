/** Opens an incident bundle from a file: everything stays in the browser, the call is shown as the page of a call. */
import { css, html, LitElement, type TemplateResult } from "lit";
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
import { MAX_BUNDLE_BYTES, readBundle } from "./read-bundle.ts";

export class BundlePage extends LitElement {
  static override properties = {
    api: { attribute: false },
    feed: { attribute: false },
    session: { attribute: false },
    bundle: { state: true },
    failure: { state: true },
    isOver: { state: true },
  };
  declare api: OperatorApi;
  declare feed: Feed;
  declare session: OperatorSession;
  declare bundle: Bundle | undefined;
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
        <button class="button" type="button" @click=${() => this.#show(undefined)}>${icon("cross", 13)}Close bundle</button>
      </div>
      <call-page .source=${source} .api=${this.api} .feed=${this.feed} .session=${this.session}></call-page>`;
  }

  #over(event: DragEvent, isOver: boolean): void {
    event.preventDefault();
    this.isOver = isOver;
  }

  #drop = (event: DragEvent): void => {
    this.#over(event, false);
    void this.#open(event.dataTransfer?.files[0]);
  };

  #chosen = (event: Event): void => {
    void this.#open((event.target as HTMLInputElement).files?.[0]);
  };

  async #open(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    try {
      if (file.size > MAX_BUNDLE_BYTES) throw new Error("This file is too large for an incident bundle.");
      this.#show(readBundle(await file.text()));
    } catch (caught) {
      this.failure = messageOf(caught);
    }
  }

  #show(bundle: Bundle | undefined): void {
    this.bundle = bundle;
    // One object for as long as the bundle is open: the page of a call starts again with every other one.
    this.#source = bundle && { kind: "bundle", bundle };
    this.failure = "";
  }
}

customElements.define("bundle-page", BundlePage);
