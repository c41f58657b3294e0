/**
 * `<statechart-view>`: a machine's chart with its current states lit and its last transition traced; as a list of regions
 * where there is little room. Properties: StatechartViewProperties in chart-types.ts.
 *
 * Keys on a state: arrows, Home and End move, Enter opens its card, Escape closes it, + - 0 zoom. Ctrl and the wheel zoom.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Transition } from "../../../contract/history-line.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { pageHref } from "../router.ts";
import { edgeFor, regionRows, spokenState, stateIdsOf } from "./active-states.ts";
import { stateByKey } from "./chart-keys.ts";
import { chartStyles } from "./chart-styles.ts";
import type { ChartName, StatechartViewProperties, StateSelected } from "./chart-types.ts";
import {
  arrowHead,
  drawGroups,
  drawLabels,
  drawLines,
  drawStates,
  type Handlers,
  type Lights,
} from "./draw-chart.ts";
import type { ChartLayout } from "./layout-types.ts";
import { layoutOf, plainLayoutOf, statesOf } from "./layouts.ts";
import { panelStyles } from "./panel-styles.ts";
import { regionList } from "./region-list.ts";
import { stateCard } from "./state-card.ts";
import { fitScale, isFar, isRoomForWhole, stepScale } from "./zoom.ts";

/** Below this width the list comes first, in CSS pixels. */
const NARROW_PX = 560;
/** A screen reader gets changes at most this often. */
const SPEAK_REST_MS = 2_000;
const NONE: ReadonlySet<string> = new Set();

export class StatechartView extends LitElement implements StatechartViewProperties {
  static override properties = {
    layout: {},
    state: { attribute: false },
    last: { attribute: false },
    event: {},
    also: { attribute: false },
    visited: { attribute: false },
    docsHref: { attribute: "docs-href" },
    whole: { type: Boolean },
    scale: { state: true },
    mode: { state: true },
    opened: { state: true },
    current: { state: true },
    widthPx: { state: true },
    spoken: { state: true },
  };
  declare layout: ChartName;
  declare state: unknown;
  declare last: Transition | null;
  declare event: string;
  declare also: readonly Transition[];
  declare visited: ReadonlySet<string>;
  declare docsHref: string;
  declare whole: boolean;
  /** Null while the chart fits its box. */
  declare protected scale: number | null;
  /** Null until the operator has chosen. */
  declare protected mode: "chart" | "list" | null;
  declare protected opened: string;
  declare protected current: string;
  declare protected widthPx: number;
  declare protected spoken: string;
  #observer: ResizeObserver | undefined;
  #speakTimer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [controlStyles, chartStyles, panelStyles];

  constructor() {
    super();
    this.layout = "call";
    this.state = null;
    this.last = null;
    this.event = "";
    this.also = [];
    this.visited = NONE;
    this.docsHref = pageHref("charts");
    this.whole = false;
    this.scale = null;
    this.mode = null;
    this.opened = "";
    this.current = "";
    this.widthPx = 0;
    this.spoken = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#observer = new ResizeObserver(([entry]) => {
      this.widthPx = Math.floor(entry?.contentRect.width ?? 0);
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    clearTimeout(this.#speakTimer);
    this.#speakTimer = undefined;
  }

  override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (!changed.has("layout")) return;
    const known = statesOf(layoutOf(this.layout));
    if (!known.some(({ id }) => id === this.current)) this.current = known[0]?.id ?? "";
    this.opened = "";
  }

  override updated(changed: Map<PropertyKey, unknown>): void {
    this.toggleAttribute("data-plain", this.#isPlain());
    if (changed.has("state") || changed.has("last") || changed.has("widthPx")) this.#follow();
    if ((changed.has("state") && this.state !== null) || changed.has("layout")) this.#speakSoon();
  }

  /** Where the drawing is larger than its box: brings the state that was entered last into sight. */
  #follow(): void {
    const stage = this.renderRoot.querySelector<HTMLElement>(".stage");
    if (stage === null || this.opened !== "" || this.#isPlain()) return;
    const layout = layoutOf(this.layout);
    const { leaves } = stateIdsOf(this.state, layout);
    const entered = edgeFor(this.last, layout)?.to[0] ?? "";
    const wanted = [...leaves].find((id) => id === entered || id.startsWith(`${entered}.`)) ?? [...leaves][0];
    const node = layout.nodes.find(({ id }) => id === wanted);
    if (node === undefined) return;
    const scale = this.#scale(layout);
    const [left, top] = [node.x * scale, node.y * scale];
    const isSeen =
      top >= stage.scrollTop &&
      top + node.height * scale <= stage.scrollTop + stage.clientHeight &&
      left >= stage.scrollLeft &&
      left + node.width * scale <= stage.scrollLeft + stage.clientWidth;
    if (!isSeen) stage.scrollTo({ left: left - stage.clientWidth / 2, top: top - stage.clientHeight / 2 });
  }

  /** Of several changes within the rest only the newest is announced. */
  #speakSoon(): void {
    this.#speakTimer ??= setTimeout(() => {
      this.#speakTimer = undefined;
      this.spoken = spokenState(this.state, layoutOf(this.layout));
    }, SPEAK_REST_MS);
  }

  /** Seen whole, without words on the lines, until it is zoomed. */
  #isPlain(): boolean {
    return (
      this.whole && this.scale === null && isRoomForWhole(this.widthPx, plainLayoutOf(this.layout).width)
    );
  }

  override render(): TemplateResult {
    const layout = layoutOf(this.layout);
    const mode = this.mode ?? (this.widthPx > 0 && this.widthPx < NARROW_PX ? "list" : "chart");
    return html`<div class="bar">
        <p class="now">${this.#now(layout)}</p>
        ${mode === "chart" ? this.#zoomButtons(layout) : nothing}
        <button class="button" aria-pressed=${mode === "list"} @click=${() => this.#choose(mode)}>List</button>
      </div>
      ${mode === "chart" ? this.#chart(layout) : regionList(regionRows(this.state, layout))} ${this.#card(layout)}
      <p class="unseen" aria-live="polite">${this.spoken}</p>`;
  }

  #now(layout: ChartLayout): string {
    const rows = regionRows(this.state, layout);
    return rows.length === 0 ? "" : rows.map(([region, words]) => `${region} ${words}`.trim()).join(" · ");
  }

  #choose(mode: "chart" | "list"): void {
    this.mode = mode === "chart" ? "list" : "chart";
    this.opened = "";
  }

  #zoomButtons(layout: ChartLayout): TemplateResult {
    const scale = this.#scale(layout);
    return html`<button class="button" aria-label="Smaller" @click=${() => this.#zoom(scale, -1)}>−</button>
      <button class="button" aria-label="Larger" @click=${() => this.#zoom(scale, 1)}>+</button>
      <button class="button" aria-pressed=${this.scale === null} @click=${() => this.#fit()}>Fit</button>`;
  }

  #fit(): void {
    this.scale = null;
  }

  #zoom(scale: number, direction: 1 | -1): void {
    this.scale = stepScale(scale, direction);
  }

  #scale(layout: ChartLayout): number {
    return this.scale ?? fitScale(this.widthPx, layout.width);
  }

  #chart(full: ChartLayout): TemplateResult {
    const isPlain = this.#isPlain();
    const layout = isPlain ? plainLayoutOf(this.layout) : full;
    const scale = this.#scale(full);
    const lights = this.#lights(layout);
    const handlers: Handlers = {
      current: this.current,
      onOpen: (id) => this.#open(id),
      onFocus: (id) => {
        this.current = id;
      },
    };
    const { nodes, lines, width, height, id } = layout;
    return html`<div class="stage" @wheel=${(event: WheelEvent) => this.#wheel(event, scale)}>
      <svg
        class=${isPlain ? "chart plain" : isFar(scale) ? "chart far" : "chart"}
        width=${isPlain ? "100%" : Math.round(width * scale)}
        height=${isPlain ? nothing : Math.round(height * scale)}
        viewBox=${`0 0 ${width} ${height}`}
        role="group"
        aria-roledescription="chart"
        aria-label=${spokenState(this.state, layout)}
        @keydown=${(event: KeyboardEvent) => this.#key(event, layout, scale)}
      >
        <defs>${arrowHead(`${id}-arrow`, "head")} ${arrowHead(`${id}-arrow-traced`, "head-traced")}</defs>
        ${drawGroups(nodes, lights, handlers)} ${drawLines(lines, lights, `${id}-`)}
        ${drawStates(nodes, lights, handlers)} ${drawLabels(lines, lights)}
      </svg>
    </div>`;
  }

  #lights(layout: ChartLayout): Lights {
    const event = this.event === "" ? undefined : this.event;
    const traced = new Set(edgeFor(this.last, layout, event)?.lines ?? []);
    const also = new Set(this.also.flatMap((taken) => edgeFor(taken, layout, event)?.lines ?? []));
    return { active: stateIdsOf(this.state, layout), visited: this.visited, traced, also };
  }

  #wheel(event: WheelEvent, scale: number): void {
    if (!event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    this.#zoom(scale, event.deltaY < 0 ? 1 : -1);
  }

  #key(event: KeyboardEvent, layout: ChartLayout, scale: number): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stateByKey(event.key, layout, this.current);
    if (next !== undefined) void this.#focusState(next);
    else if (event.key === "Enter" || event.key === " ") this.#open(this.current);
    else if (event.key === "Escape" && this.opened !== "") this.#close();
    else if (event.key === "+" || event.key === "=") this.#zoom(scale, 1);
    else if (event.key === "-") this.#zoom(scale, -1);
    else if (event.key === "0") this.#fit();
    else return;
    event.preventDefault();
  }

  async #focusState(id: string): Promise<void> {
    this.current = id;
    await this.updateComplete;
    this.renderRoot.querySelector<SVGGElement>(`[data-id="${id}"]`)?.focus();
  }

  #open(id: string): void {
    this.current = id;
    this.opened = id;
    this.#tell(id);
  }

  #close(): void {
    this.opened = "";
    this.#tell("");
    void this.#focusState(this.current);
  }

  #tell(stateId: string): void {
    const detail: StateSelected = { layout: this.layout, stateId };
    this.dispatchEvent(new CustomEvent("state-selected", { detail, bubbles: true, composed: true }));
  }

  #card(layout: ChartLayout): TemplateResult | typeof nothing {
    const node = layout.nodes.find(({ id }) => id === this.opened);
    if (node === undefined) return nothing;
    const { leaves, ancestors } = stateIdsOf(this.state, layout);
    return stateCard({
      layout,
      node,
      isActive: leaves.has(node.id) || ancestors.has(node.id),
      docsHref: this.docsHref,
      onClose: () => this.#close(),
    });
  }
}

customElements.define("statechart-view", StatechartView);

declare global {
  interface HTMLElementTagNameMap {
    "statechart-view": StatechartView;
  }
}
