/**
 * `<trend-plot>`: one plot over time, drawn by the script that is loaded for it, in words for those who do not see it. A
 * click chooses a moment; by keyboard it is a slider, which begins at the peak and chooses with Enter.
 */
import { css, html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import type { TrendBucket } from "../../../contract/trends.ts";
import type { DrawnPlot, PlotOptions } from "../../plot/main.ts";
import { positionAfterKey } from "../call/timeline/slider-keys.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { dateTime } from "../parts/format.ts";
import type { TrendPlot } from "./trend-series.ts";

/** What the loaded script exports. */
export interface PlotScript {
  drawPlot(into: HTMLElement, options: PlotOptions): DrawnPlot;
}

const HEIGHT = 170;

/** What `bucket-chosen` says. */
export interface ChosenBucket {
  bucket: TrendBucket;
  /** Of the list that the plot is about. */
  filter: TrendPlot["filter"];
}

export class TrendPlotElement extends LitElement {
  static override properties = {
    plot: { attribute: false },
    buckets: { attribute: false },
    script: { attribute: false },
    place: { state: true },
  };
  declare plot: TrendPlot;
  declare buckets: readonly TrendBucket[];
  declare script: PlotScript;
  /** Of the bucket that the keyboard is at; undefined until it was here. */
  declare place: number | undefined;
  #drawn: DrawnPlot | undefined;
  readonly #sizes = new ResizeObserver(() => this.#drawn?.resize(this.#width()));

  static override styles = [
    controlStyles,
    css`
      :host {
        display: block;
        min-inline-size: 0;
      }
      /* What the drawing library's own style sheet says, for this element's shadow. */
      .uplot,
      .u-wrap {
        position: relative;
      }
      .u-over,
      .u-under,
      .u-axis,
      .u-cursor-x,
      .u-cursor-y,
      .u-cursor-pt {
        position: absolute;
      }
      .u-over {
        cursor: pointer;
      }
      .u-wrap canvas {
        display: block;
        inline-size: 100%;
        block-size: 100%;
      }
      .u-cursor-x,
      .u-cursor-y {
        inset: 0 auto auto 0;
        pointer-events: none;
      }
      .u-off {
        display: none;
      }
      .u-cursor-x {
        block-size: 100%;
        border-inline-end: 1px dashed var(--line-strong);
      }
      .u-cursor-pt {
        inset: 0 auto auto 0;
        border-radius: 50%;
        pointer-events: none;
        background-clip: content-box !important;
      }
      .u-legend {
        inline-size: auto;
        margin: 2px 0 0;
        font-size: var(--small);
      }
      .u-legend tr,
      .u-legend tbody {
        display: inline-block;
      }
      .u-legend th,
      .u-legend td {
        display: inline-block;
        padding: 0 4px;
        font-weight: 400;
      }
      .u-legend .u-series:first-child {
        display: none;
      }
      .u-marker {
        display: inline-block;
        inline-size: 12px;
        block-size: 3px;
        margin-inline-end: 4px;
        vertical-align: middle;
        background: currentColor;
      }
      .u-label {
        display: inline;
      }
      .drawing {
        min-block-size: ${HEIGHT}px;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sizes.disconnect();
    this.#drawn?.close();
    this.#drawn = undefined;
  }

  override render(): TemplateResult {
    const place = this.#place();
    return html`<div
        class="drawing"
        role="slider"
        tabindex="0"
        aria-label=${this.plot.title}
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, this.buckets.length - 1)}
        aria-valuenow=${place}
        aria-valuetext=${this.#valuesAt(place)}
        aria-describedby="words"
        @keydown=${this.#onKey}
        @focus=${() => this.#drawn?.point(this.#place())}
        @blur=${() => this.#drawn?.point(undefined)}
      ></div>
      <p class="unseen" id="words">${this.#inWords()}. Enter opens the calls of the moment.</p>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#drawn !== undefined && changed.size === 1 && changed.has("place")) {
      this.#drawn.point(this.#place());
      return;
    }
    const into = this.renderRoot.querySelector<HTMLElement>(".drawing");
    if (into === null) return;
    this.#drawn?.close();
    into.replaceChildren();
    const { plot, buckets } = this;
    const style = getComputedStyle(this);
    const colourOf = (property: string) => style.getPropertyValue(property).trim();
    this.#drawn = this.script.drawPlot(into, {
      times: buckets.map(({ atMs }) => atMs / 1_000),
      lines: plot.lines.map(({ label, colour, of, isDashed = false }) => ({
        label,
        colour: colourOf(colour),
        values: buckets.map(of),
        isDashed,
      })),
      width: this.#width(),
      height: HEIGHT,
      ink: colourOf("--ink-soft"),
      grid: colourOf("--line"),
      format: plot.format,
      onChosen: (place) => this.#choose(place),
    });
    this.#sizes.observe(this);
  }

  #width(): number {
    return Math.max(200, this.clientWidth);
  }

  #choose(place: number): void {
    const bucket = this.buckets[place];
    if (bucket === undefined) return;
    const detail: ChosenBucket = { bucket, filter: this.plot.filter };
    this.dispatchEvent(new CustomEvent("bucket-chosen", { detail, bubbles: true, composed: true }));
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const place = this.#place();
    const next = positionAfterKey(event.key, place, this.buckets.length - 1);
    if (next === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (next === undefined) this.#choose(place);
    else this.place = next;
  };

  /** The peak until a key has moved it: that is what is looked for. */
  #place(): number {
    const last = this.buckets.length - 1;
    if (this.place !== undefined) return Math.min(this.place, last);
    const heights = this.buckets.map((bucket) =>
      Math.max(0, ...this.plot.lines.map(({ of }) => of(bucket) ?? 0)),
    );
    return Math.max(0, heights.indexOf(Math.max(...heights)));
  }

  #valuesAt(place: number): string {
    const bucket = this.buckets[place];
    if (bucket === undefined) return "";
    const { lines, format } = this.plot;
    const values = lines.map(({ label, of }) => `${label} ${written(of(bucket), format)}`);
    return `${dateTime(bucket.atMs)}: ${values.join(", ") || "none"}`;
  }

  /** The highest of each line: the table below has the rest. */
  #inWords(): string {
    const { title, lines, format } = this.plot;
    const highest = lines.map(({ label, of }) => {
      const values = this.buckets.map(of).filter((value) => value !== null);
      return `${label} at most ${written(values.length === 0 ? null : Math.max(...values), format)}`;
    });
    return `${title} over time: ${highest.join(", ") || "none"}`;
  }
}

function written(value: number | null, format: TrendPlot["format"]): string {
  return value === null ? "not measured" : format(value);
}

customElements.define("trend-plot", TrendPlotElement);

declare global {
  interface HTMLElementTagNameMap {
    "trend-plot": TrendPlotElement;
  }
}
