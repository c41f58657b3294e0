/** `<trends-page>`: calls over time, of all, a campaign, an agent or an instance; a click on a peak opens its calls. */
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { TrendBucket, TrendReport } from "../../../contract/trends.ts";
import type { OperatorApi } from "../data/api.ts";
import { Loading } from "../pages/loading.ts";
import { failureLine } from "../pages/notes.ts";
import { pageStyles } from "../pages/page-styles.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { dateTime, formatMs, formatNumber } from "../parts/format.ts";
import { pageHref, type Router } from "../router.ts";
import {
  readTrendChoice,
  TREND_DIMENSION_NAMES,
  type TrendChoice,
  writeTrendChoice,
} from "./trend-choice.ts";
import type { ChosenBucket, PlotScript } from "./trend-plot.ts";
import { everyBucket, plotsOf } from "./trend-series.ts";
import "./trend-plot.ts";

const RANGES: readonly (readonly [name: TrendChoice["range"], label: string])[] = [
  ["day", "24 hours"],
  ["week", "7 days"],
  ["all", "All that is kept"],
];
/** Newest rows of the table; the plots have all. */
const MOST_ROWS = 60;

export class TrendsPage extends LitElement {
  static override properties = {
    api: { attribute: false },
    router: { attribute: false },
    query: { attribute: false },
    plotUrl: { attribute: false },
    script: { state: true },
    scriptFailure: { state: true },
  };
  declare api: OperatorApi;
  declare router: Router;
  declare query: string;
  /** Address of the script that draws. */
  declare plotUrl: string;
  declare script: PlotScript | undefined;
  declare scriptFailure: string;
  #choice: TrendChoice = readTrendChoice(new URLSearchParams());
  readonly #report = new Loading<TrendReport>(this);

  static override styles = [
    controlStyles,
    pageStyles,
    css`
      .plots {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: 12px;
      }
      .plots section {
        min-inline-size: 0;
        margin: 0;
        padding: 10px 12px;
      }
      .plots h2 {
        font-size: 0.875rem;
        margin-block-end: 6px;
      }
      .filters select {
        min-block-size: 34px;
        max-inline-size: 240px;
      }
      /* One without another beside it. */
      .plots section:nth-child(odd):last-child {
        grid-column: 1 / -1;
      }
      .alarm {
        display: inline-block;
        margin-inline-end: 1ch;
      }
      td.number,
      th.number {
        text-align: end;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      @media (max-width: 900px) {
        .plots {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 700px) {
        td.number {
          text-align: start;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.scriptFailure = "";
  }

  protected override firstUpdated(): void {
    (import(this.plotUrl) as Promise<PlotScript>).then(
      (script) => {
        this.script = script;
      },
      () => {
        this.scriptFailure = "The script that draws did not come; the table has the figures.";
      },
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("query")) return;
    this.#choice = readTrendChoice(new URLSearchParams(this.query));
    this.#load();
  }

  override render(): TemplateResult {
    const { value: report, failure } = this.#report;
    return html`<div class="page">
      <div class="head">
        <h1>Trends</h1>
        ${this.#filters(report)}
      </div>
      ${failureLine(failure)} ${failureLine(this.scriptFailure)}
      ${report === undefined ? html`<p class="hint" role="status">Fetching trends</p>` : this.#content(report)}
    </div>`;
  }

  #filters(report: TrendReport | undefined): TemplateResult {
    const { dimension, value, range } = this.#choice;
    const values = report?.dimension === dimension ? report.values : [];
    const all = value === "" || values.includes(value) ? values : [value, ...values];
    const select = (
      label: string,
      options: readonly (readonly [string, string])[],
      shown: string,
      change: (chosen: string) => Partial<TrendChoice>,
    ) =>
      html`<label
        >${label}<select
            aria-label=${label}
          @change=${(event: Event) => this.#choose(change((event.target as HTMLSelectElement).value))}
        >
          ${options.map(([name, text]) => html`<option value=${name} .selected=${name === shown}>${text}</option>`)}
        </select></label
      >`;
    return html`<form class="filters" aria-label="Trends" @submit=${(event: Event) => event.preventDefault()}>
      ${select("Of", Object.entries(TREND_DIMENSION_NAMES), dimension, (chosen) => ({ dimension: chosen as TrendChoice["dimension"], value: "" }))}
      ${
        dimension === "all"
          ? nothing
          : select(
              TREND_DIMENSION_NAMES[dimension],
              [["", "Choose"], ...all.map((name) => [name, name] as const)],
              value,
              (chosen) => ({ value: chosen }),
            )
      }
      ${select("Time", RANGES, range, (chosen) => ({ range: chosen as TrendChoice["range"] }))}
    </form>`;
  }

  #content(report: TrendReport): TemplateResult {
    if (report.dimension !== "all" && report.value === "")
      return html`<p class="hint">Choose which one to look at.</p>`;
    if (report.buckets.length === 0)
      return html`<p class="hint">No call was counted in this time. Calls are counted as they end.</p>`;
    const { script } = this;
    const buckets = everyBucket(report);
    return html`${
      script === undefined
        ? nothing
        : html`<div class="plots" @bucket-chosen=${(event: CustomEvent<ChosenBucket>) => this.router.go(this.#hrefOf(event.detail.bucket, report, event.detail.filter))}>
              ${plotsOf(report).map(
                (plot) => html`<section aria-label=${plot.title}>
                  <h2>${plot.title}</h2>
                  <trend-plot .plot=${plot} .buckets=${buckets} .script=${script}></trend-plot>
                </section>`,
              )}
            </div>`
    }
      ${this.#table(report)}`;
  }

  #table(report: TrendReport): TemplateResult {
    const newest = report.buckets.toReversed().slice(0, MOST_ROWS);
    const cell = (name: string, text: string) => html`<td class="number" data-name=${name}>${text}</td>`;
    const ms = (value: number | null) => (value === null ? "–" : formatMs(value));
    return html`<section aria-label="Figures">
      <div class="table" tabindex="0" role="group" aria-label="Figures by ${report.bucketMs > 3_600_000 ? "day" : "hour"}">
        <table>
          <thead>
            <tr>
              <th>Began in</th><th class="number">Calls</th><th class="number">Word to screen p50</th><th class="number">p99</th>
              <th class="number">Shown</th><th class="number">Used</th><th class="number">Recoveries</th><th>Alarms</th>
            </tr>
          </thead>
          <tbody>
            ${newest.map(
              (bucket) => html`<tr>
                <td class="when" data-name="Began in"><a href=${this.#hrefOf(bucket, report)}>${dateTime(bucket.atMs)}</a></td>
                ${cell("Calls", formatNumber(bucket.calls))} ${cell("p50", ms(bucket.screenP50Ms))} ${cell("p99", ms(bucket.screenP99Ms))}
                ${cell("Shown", formatNumber(bucket.suggestions))} ${cell("Used", formatNumber(bucket.used))}
                ${cell("Recoveries", formatNumber(bucket.recoveries))}
                <td data-name="Alarms">${alarmsOf(bucket)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  /** The list of the calls that a bucket counts. */
  #hrefOf(
    bucket: TrendBucket,
    { dimension, value, bucketMs }: TrendReport,
    filter: ChosenBucket["filter"] = {},
  ): string {
    const query = new URLSearchParams({
      ...filter,
      from: String(bucket.atMs),
      to: String(bucket.atMs + bucketMs),
    });
    if (dimension === "campaign" || dimension === "agent") query.set(dimension, value);
    if (dimension === "instance") query.set("q", value);
    return pageHref("calls", query);
  }

  #choose(change: Partial<TrendChoice>): void {
    this.#choice = { ...this.#choice, ...change };
    this.router.replaceQuery(writeTrendChoice(this.#choice));
    this.#load();
  }

  #load(): void {
    const { dimension, value, range } = this.#choice;
    const toMs = Date.now();
    const fromMs = range === "all" ? undefined : toMs - (range === "day" ? 1 : 7) * 86_400_000;
    void this.#report.load(() =>
      this.api.trends({ dimension, value, ...(fromMs === undefined ? {} : { fromMs }) }),
    );
  }
}

function alarmsOf({ alarms }: TrendBucket): TemplateResult | string {
  const all = Object.entries(alarms);
  if (all.length === 0) return "none";
  return html`<div>${all.map(([code, count]) => html`<span class="alarm">${code} <b>${formatNumber(count)}</b></span> `)}</div>`;
}

customElements.define("trends-page", TrendsPage);
