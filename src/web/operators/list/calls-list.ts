/** The list of calls: search, filters, and rows that stay smooth with a thousand live calls, since few are ever drawn. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CallSummary } from "../../../operators/contract/call-summary.ts";
import type { OperatorApi } from "../data/api.ts";
import type { CallsStore } from "../data/calls-store.ts";
import type { Feed } from "../data/feed.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { emptyStateStyles } from "../parts/empty-state.ts";
import { countOf, formatNumber } from "../parts/format.ts";
import { icon } from "../parts/icons.ts";
import { Ticker } from "../parts/ticker.ts";
import { callHref, type Router } from "../router.ts";
import { type CallFilter, readFilter, writeFilter } from "./call-filter.ts";
import { type HeldOrder, orderCalls } from "./call-order.ts";
import { COLUMNS, callRow } from "./call-row.ts";
import { choicesOf } from "./filter-choices.ts";
import { RowHold } from "./hold.ts";
import { listEnd, nothingShown } from "./list-ends.ts";
import type { ListFilters } from "./list-filters.ts";
import { listStyles } from "./list-styles.ts";
import { OlderCalls } from "./older-calls.ts";
import { rowStyles } from "./row-styles.ts";
import { scrollToShow, windowOf } from "./row-window.ts";
import "./list-filters.ts";

const ROW_PX = 58;
const CARD_PX = 162;
const NARROW = "(max-width: 700px)";
/** Typing in the search asks the server once it rests. */
const SEARCH_REST_MS = 300;
/** Older calls are fetched when this many rows or fewer are left below. */
const AHEAD = 12;

export class CallsList extends LitElement {
  static override properties = {
    api: { attribute: false },
    feed: { attribute: false },
    store: { attribute: false },
    router: { attribute: false },
    query: { attribute: false },
    filter: { state: true },
  };
  declare api: OperatorApi;
  declare feed: Feed;
  declare store: CallsStore;
  declare router: Router;
  /** Of the address. */
  declare query: string;
  declare filter: CallFilter;

  static override styles = [controlStyles, emptyStateStyles, listStyles, rowStyles];

  readonly #hold = new RowHold();
  readonly #older = new OlderCalls(
    this,
    () => ({ api: this.api, store: this.store }),
    (keys) => this.#hold.append(this.#wantedAmong(keys)),
  );
  readonly #narrow = matchMedia(NARROW);
  #ends: (() => void)[] = [];
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #order: HeldOrder = { keys: [], newCalls: 0, newAlarms: 0 };
  #currentKey: string | undefined;
  #isPointedAt = false;
  #scrollPx = 0;
  #viewPx = 800;

  constructor() {
    super();
    new Ticker(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const redraw = () => this.requestUpdate();
    const onKey = (event: KeyboardEvent) => this.#onPageKey(event);
    addEventListener("keydown", onKey);
    addEventListener("resize", redraw);
    this.#narrow.addEventListener("change", redraw);
    this.#ends = [
      () => removeEventListener("keydown", onKey),
      () => removeEventListener("resize", redraw),
      () => this.#narrow.removeEventListener("change", redraw),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) end();
    this.#ends = [];
    clearTimeout(this.#restTimer);
  }

  protected override firstUpdated(): void {
    let wasLive = this.feed.status().status === "live";
    this.#ends.push(
      this.store.subscribe(() => this.requestUpdate()),
      this.feed.watchCalls((message) => this.store.apply(message)),
      this.feed.subscribe(() => {
        const isLive = this.feed.status().status === "live";
        // What ended during a break is known to the server alone.
        if (isLive && !wasLive) this.#older.begin(this.filter);
        wasLive = isLive;
        this.requestUpdate();
      }),
    );
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("query")) this.filter = readFilter(new URLSearchParams(this.query));
    if (changed.has("filter")) this.#onFilter(changed.get("filter") as CallFilter | undefined);
    const { calls } = this.store.state();
    const wanted = orderCalls(calls.values(), this.filter, Date.now());
    const isFocused = this.renderRoot?.querySelector(".row:focus-within") !== null && this.hasUpdated;
    this.#order = this.#hold.order({
      wanted,
      calls,
      scope: writeFilter(this.filter).toString(),
      isHeld: this.#isPointedAt || isFocused || this.#scrollPx > 0,
    });
    const { keys } = this.#order;
    if (this.#currentKey === undefined || !keys.includes(this.#currentKey)) this.#currentKey = keys[0];
  }

  override render(): TemplateResult {
    const { keys } = this.#order;
    const { calls, liveCount } = this.store.state();
    const shown = windowOf({
      count: keys.length,
      rowPx: this.#rowPx,
      scrollPx: this.#scrollPx,
      viewPx: this.#viewPx,
    });
    const rows = keys.slice(shown.from, shown.to);
    const nowMs = Date.now();
    return html`
      <h1 class="unseen">Calls</h1>
      <list-filters
        .filter=${this.filter}
        .choices=${choicesOf(calls)}
        @filter-changed=${(event: CustomEvent<CallFilter>) => this.#change(event.detail)}
      ></list-filters>
      <div class="summary">
        <p role="status">${this.#counts(calls, liveCount)}</p>
        ${this.#pill()}
      </div>
      <div
        class="scroll"
        @scroll=${this.#onScroll}
        @pointerenter=${() => this.#point(true)}
        @pointerleave=${() => this.#point(false)}
      >
        <div
          role="grid"
          aria-label="Calls"
          aria-rowcount=${keys.length + 1}
          aria-colcount=${COLUMNS.length}
          @keydown=${this.#onRowKey}
          @click=${this.#onRowClick}
          @focusin=${this.#onRowFocus}
        >
          <div class="head" role="row" aria-rowindex="1">
            ${COLUMNS.map((name) => html`<div role="columnheader">${name}</div>`)}
          </div>
          <div
            role="rowgroup"
            class="rows"
            .style=${`padding-block: ${shown.beforePx}px ${shown.afterPx}px`}
          >
            ${repeat(
              rows,
              (key) => key,
              (key, at) => {
                const call = calls.get(key);
                if (call === undefined) return nothing;
                return callRow(call, {
                  index: shown.from + at,
                  nowMs,
                  isCurrent: key === this.#currentKey,
                });
              },
            )}
          </div>
        </div>
        ${keys.length === 0 ? this.#nothing() : listEnd(this.#older)}
      </div>
    `;
  }

  protected override updated(): void {
    const scroll = this.#scroll();
    if (scroll === null) return;
    const viewPx = scroll.clientHeight;
    if (viewPx !== this.#viewPx) {
      this.#viewPx = viewPx;
      this.requestUpdate();
    }
    const shownTo = Math.ceil((this.#scrollPx + viewPx) / this.#rowPx);
    if (shownTo + AHEAD >= this.#order.keys.length) this.#older.more();
  }

  get #rowPx(): number {
    return this.#narrow.matches ? CARD_PX : ROW_PX;
  }

  #scroll(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".scroll");
  }

  #counts(calls: ReadonlyMap<string, CallSummary>, liveCount: number): TemplateResult {
    let alarms = 0;
    for (const call of calls.values()) if (call.live && call.alarms.length > 0) alarms += 1;
    return html`<b>${formatNumber(liveCount)}</b> live<span class="sep"></span
      ><span class="with" ?data-some=${alarms > 0}>${icon("warning", 13)}<b>${formatNumber(alarms)}</b> with an alarm</span
      ><span class="sep"></span><b>${formatNumber(this.#order.keys.length)}</b> listed`;
  }

  #pill(): TemplateResult | typeof nothing {
    const { newCalls, newAlarms } = this.#order;
    if (newCalls === 0 && newAlarms === 0) return nothing;
    const parts = [
      newCalls > 0 ? countOf(newCalls, "new call") : "",
      newAlarms > 0 ? countOf(newAlarms, "new alarm") : "",
    ].filter(Boolean);
    return html`<button class="pill" type="button" @click=${this.#release}>${icon("arrowUp", 13)}${parts.join(", ")}</button>`;
  }

  #nothing(): TemplateResult {
    return nothingShown({
      filter: this.filter,
      feed: this.feed,
      isComplete: this.store.state().isComplete,
      older: this.#older,
      onClear: () => this.#change(readFilter(new URLSearchParams())),
    });
  }

  #change(filter: CallFilter): void {
    this.filter = filter;
    this.router.replaceQuery(writeFilter(filter));
  }

  #onFilter(before: CallFilter | undefined): void {
    if (before !== undefined && OlderCalls.isSameQuestion(before, this.filter)) return;
    clearTimeout(this.#restTimer);
    const restMs = before !== undefined && before.q !== this.filter.q ? SEARCH_REST_MS : 0;
    this.#restTimer = setTimeout(() => this.#older.begin(this.filter), restMs);
    this.#scroll()?.scrollTo({ top: 0 });
    this.#scrollPx = 0;
  }

  #wantedAmong(keys: string[]): string[] {
    const { calls } = this.store.state();
    const some = keys.map((key) => calls.get(key)).filter((call) => call !== undefined);
    return orderCalls(some, this.filter, Date.now());
  }

  #release = (): void => {
    this.#hold.release();
    this.#scroll()?.scrollTo({ top: 0 });
    this.#scrollPx = 0;
    this.requestUpdate();
  };

  #point(isPointedAt: boolean): void {
    this.#isPointedAt = isPointedAt;
    if (!isPointedAt) this.requestUpdate();
  }

  #onScroll = (): void => {
    this.#scrollPx = this.#scroll()?.scrollTop ?? 0;
    this.requestUpdate();
  };

  #onPageKey(event: KeyboardEvent): void {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.composedPath()[0];
    if (target instanceof HTMLInputElement || target instanceof HTMLSelectElement) return;
    event.preventDefault();
    this.renderRoot.querySelector<ListFilters>("list-filters")?.focusSearch();
  }

  #onRowFocus = (event: FocusEvent): void => {
    const key = rowOf(event)?.dataset.key;
    if (key === undefined || key === this.#currentKey) return;
    this.#currentKey = key;
    this.requestUpdate();
  };

  #onRowClick = (event: MouseEvent): void => {
    const isOnControl = event
      .composedPath()
      .some((at) => at instanceof HTMLElement && at.matches("a, button"));
    const key = rowOf(event)?.dataset.key;
    // Selecting text in a row is not opening it.
    if (isOnControl || key === undefined || getSelection()?.isCollapsed === false) return;
    this.router.go(callHref(key));
  };

  #onRowKey = (event: KeyboardEvent): void => {
    const row = rowOf(event);
    if (row === undefined || event.composedPath()[0] !== row) return;
    const { keys } = this.#order;
    const at = keys.indexOf(row.dataset.key ?? "");
    const page = Math.max(1, Math.floor(this.#viewPx / this.#rowPx) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: keys.length - 1,
    };
    const move = moves[event.key];
    if (event.key === "Enter" && row.dataset.key !== undefined) this.router.go(callHref(row.dataset.key));
    else if (move !== undefined) void this.#focusRow(Math.max(0, Math.min(keys.length - 1, move)));
    else return;
    event.preventDefault();
  };

  async #focusRow(index: number): Promise<void> {
    const scroll = this.#scroll();
    const key = this.#order.keys[index];
    if (scroll === null || key === undefined) return;
    this.#currentKey = key;
    const headPx = this.renderRoot.querySelector<HTMLElement>(".head")?.offsetHeight ?? 0;
    scroll.scrollTop = scrollToShow({
      index,
      rowPx: this.#rowPx,
      scrollPx: scroll.scrollTop,
      viewPx: this.#viewPx - headPx,
    });
    this.#scrollPx = scroll.scrollTop;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`.row[data-key="${CSS.escape(key)}"]`)
      ?.focus({ preventScroll: true });
  }
}

function rowOf(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find((at): at is HTMLElement => at instanceof HTMLElement && at.classList.contains("row"));
}

customElements.define("calls-list", CallsList);
