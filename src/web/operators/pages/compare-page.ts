/** `<compare-page>`: two calls side by side: what happened in each, and their figures in one table. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import "../call/head/cause-list.ts";
import { type CallModel, createCallModel, type LoadedCall } from "../call/call-model.ts";
import { causesAt } from "../call/story/causes.ts";
import type { OperatorApi } from "../data/api.ts";
import type { Feed } from "../data/feed.ts";
import { oncePerFrame } from "../data/frames.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { emptyState, emptyStateStyles } from "../parts/empty-state.ts";
import { BASE, callHref } from "../router.ts";
import { figuresOf } from "./call-figures.ts";
import { pageStyles } from "./page-styles.ts";

export class ComparePage extends LitElement {
  static override properties = {
    api: { attribute: false },
    feed: { attribute: false },
    query: { attribute: false },
    revision: { state: true },
  };
  declare api: OperatorApi;
  declare feed: Feed;
  /** Of the address: `first` and `second` are keys of calls. */
  declare query: string;
  declare revision: number;

  static override styles = [
    controlStyles,
    emptyStateStyles,
    pageStyles,
    css`
      .page {
        max-inline-size: 1400px;
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 12px;
      }
      .pair section {
        margin: 0;
      }
      h2 a {
        color: var(--accent);
        overflow-wrap: anywhere;
      }
      tbody th {
        inline-size: 22%;
        font-size: inherit;
        font-weight: 400;
        vertical-align: top;
      }
      thead th {
        overflow-wrap: anywhere;
      }
      tr[data-differs] td {
        font-weight: 650;
      }
      .figures-table td {
        inline-size: 39%;
        overflow-wrap: anywhere;
        vertical-align: top;
      }
      @media (max-width: 700px) {
        .pair {
          grid-template-columns: minmax(0, 1fr);
        }
        /* Two calls beside each other are the point of this table, on a narrow page, too. */
        .figures-table table {
          display: table;
        }
        .figures-table thead {
          position: static;
          inline-size: auto;
          block-size: auto;
          clip-path: none;
          display: table-header-group;
        }
        .figures-table tbody {
          display: table-row-group;
        }
        .figures-table tr {
          display: table-row;
        }
        .figures-table td {
          display: table-cell;
          padding: 5px 8px 5px 0;
        }
      }
    `,
  ];

  #models: CallModel[] = [];
  readonly #renew = oncePerFrame(() => {
    this.revision += 1;
  });

  constructor() {
    super();
    this.revision = 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("query")) return;
    this.#close();
    const query = new URLSearchParams(this.query);
    const keys = ["first", "second"].map((name) => query.get(name) ?? "").filter((key) => key !== "");
    this.#models = keys.map((callKey) => {
      const source = { kind: "live", callKey } as const;
      const model = createCallModel({ source, api: this.api, feed: this.feed, onChange: this.#renew });
      void model.load();
      return model;
    });
  }

  override render(): TemplateResult {
    const states = this.#models.map((model) => model.state());
    const failed = states.find(({ status }) => status === "failed");
    if (states.length < 2 || failed?.status === "failed") {
      return emptyState({
        icon: "search",
        title: "Two calls are needed",
        text:
          failed?.status === "failed" ? failed.message : "Select two calls in the list, then choose Compare.",
        action: { label: "Show the calls", run: () => location.assign(BASE) },
      });
    }
    const calls = states.flatMap((state) => (state.status === "ready" ? [state.call] : []));
    const [first, second] = calls;
    return html`<div class="page">
      <div class="head"><h1>Two calls</h1></div>
      ${first === undefined || second === undefined ? html`<p class="hint" role="status">Fetching calls</p>` : this.#pair(first, second)}
    </div>`;
  }

  #pair(first: LoadedCall, second: LoadedCall): TemplateResult {
    const [left, right] = [figuresOf(first), figuresOf(second)];
    return html`<div class="pair">${[first, second].map((call) => this.#causes(call))}</div>
      <section aria-label="Figures">
        <div class="table figures-table">
          <table>
            <thead>
              <tr>
                <th scope="col"><span class="unseen">Figure</span></th>
                ${[first, second].map(({ summary }) => html`<th scope="col">${summary.vendorCallId}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${left.map(([name, value], place) => {
                const other = right[place]?.[1] ?? "";
                return html`<tr ?data-differs=${value !== other}>
                  <th scope="row">${name}</th>
                  <td>${value}</td>
                  <td>${other}</td>
                </tr>`;
              })}
            </tbody>
          </table>
        </div>
      </section>`;
  }

  #causes({ summary, story, ledgers }: LoadedCall): TemplateResult {
    const name = `Call ${summary.vendorCallId}`;
    return html`<section aria-label=${name}>
      <div class="head">
        <h2><a href=${callHref(summary.callKey)}>${name}</a></h2>
        ${summary.live ? html`<span class="chip" data-tone="good">live</span>` : nothing}
      </div>
      <cause-list
        .causes=${causesAt(story.momentAt(story.lines.length), ledgers)}
        @line-wanted=${(event: CustomEvent<{ line: number }>) => location.assign(callHref(summary.callKey, event.detail.line))}
      ></cause-list>
    </section>`;
  }

  #close(): void {
    for (const model of this.#models) model.close();
    this.#models = [];
  }
}

customElements.define("compare-page", ComparePage);

declare global {
  interface HTMLElementTagNameMap {
    "compare-page": ComparePage;
  }
}
