/** The list of calls: search, filters, and rows that stay smooth with a thousand live calls, since few are ever drawn. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { isTyping } from "../../common/is-typing.ts";
import type { OperatorApi } from "../data/api.ts";
import { type CallFilter, readFilter, writeFilter } from "../data/call-filter.ts";
import type { CallsStore } from "../data/calls-store.ts";
import type { Feed } from "../data/feed.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { emptyStateStyles } from "../parts/empty-state.ts";
import { Ticker } from "../parts/ticker.ts";
import { callHref, type Router } from "../router.ts";
import { type HeldOrder, orderCalls } from "./call-order.ts";
import { COLUMNS, callRow } from "./call-row.ts";
import { causeGroupStyles } from "./cause-group-styles.ts";
import { callsOf, causeGroupsView } from "./cause-groups.ts";
import { choicesOf } from "./filter-choices.ts";
import { RowHold } from "./hold.ts";
import { listEnd, nothingShown } from "./list-ends.ts";
import type { ListFilters } from "./list-filters.ts";
import { listStyles } from "./list-styles.ts";
import { listSummary } from "./list-summary.ts";
import { OlderCalls } from "./older-calls.ts";
import { rowAfterKey, rowOf } from "./row-keys.ts";
import { rowStyles } from "./row-styles.ts";
import { ScrollPlace } from "./scroll-place.ts";
import "./list-actions.ts";
import "./list-filters.ts";

/** Typing in the search asks the server once it rests. */
const SEARCH_REST_MS = 300;
/** Rows left below when older calls are fetched. */
const AHEAD = 12;

export class CallsList extends LitElement {
  static override properties = {
    api: { attribute: false },
    feed: { attribute: false },
    store: { attribute: false },
    router: { attribute: false },
    query: { attribute: false },
    filter: { state: true },
    selected: { state: true },
  };
  declare api: OperatorApi;
  declare feed: Feed;
  declare store: CallsStore;
  declare router: Router;
  /** Of the address. */
  declare query: string;
  declare filter: CallFilter;
  /** Keys of calls, for comparing and bundling. */
  declare selected: ReadonlySet<string>;

  static override styles = [controlStyles, emptyStateStyles, listStyles, rowStyles, causeGroupStyles];

  readonly #hold = new RowHold();
  readonly #older = new OlderCalls(
    this,
    () => ({ api: this.api, store: this.store }),
    (keys) => this.#hold.append(this.#wantedAmong(keys)),
  );
  readonly #place = new ScrollPlace(this, () => this.renderRoot.querySelector<HTMLElement>(".scroll"));
  #ends: (() => void)[] = [];
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #order: HeldOrder = { keys: [], newCalls: 0, newAlarms: 0 };
  #currentKey: string | undefined;
  #isPointedAt = false;
  #isListed = false;

  constructor() {
    super();
    this.selected = new Set();
    new Ticker(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#onPageKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#onPageKey);
    for (const end of this.#ends) end();
    this.#ends = [];
    clearTimeout(this.#restTimer);
  }

  protected override firstUpdated(): void {
    this.#ends = [
      this.store.subscribe(() => this.requestUpdate()),
      this.feed.watchCalls(
        (message) => this.store.apply(message),
        () => this.#list(),
      ),
      this.feed.subscribe(() => {
        const { status } = this.feed.status();
        // Without the feed the list is shown as it is now.
        if (!this.#isListed && (status === "reconnecting" || status === "away")) this.#list();
        this.requestUpdate();
      }),
    ];
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
      isHeld: this.#isPointedAt || isFocused || this.#place.scrollPx > 0,
    });
    const { keys } = this.#order;
    if (this.#currentKey === undefined || !keys.includes(this.#currentKey)) this.#currentKey = keys[0];
  }

  override render(): TemplateResult {
    const { keys } = this.#order;
    const { calls } = this.store.state();
    const shown = this.#place.window(keys.length);
    const rows = keys.slice(shown.from, shown.to);
    const nowMs = Date.now();
    return html`
      <h1 class="unseen">Calls</h1>
      <list-filters
        .filter=${this.filter}
        .choices=${choicesOf(calls)}
        @filter-changed=${this.#onFilterChanged}
      ></list-filters>
      <div class="body" @pointerenter=${() => this.#point(true)} @pointerleave=${() => this.#point(false)}>
      ${listSummary(this.store.state(), this.#order, { onRelease: this.#release, actions: this.#actions() })}
      <div class="scroll" @scroll=${this.#place.read}>
        ${
          this.filter.group === "cause"
            ? causeGroupsView(keys, calls, (alarm) => this.#change({ ...this.filter, alarm, group: "" }))
            : html`<div
          role="grid"
          aria-label="Calls"
          aria-rowcount=${keys.length + 1}
          aria-colcount=${COLUMNS.length}
          aria-multiselectable="true"
          @keydown=${this.#onRowKey}
          @click=${this.#onRowClick}
          @change=${(event: Event) => this.#select(rowOf(event)?.dataset.key)}
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
                const index = shown.from + at;
                const isCurrent = key === this.#currentKey;
                // Lengths count seconds, so an unchanged row is drawn once a second at most.
                const seconds = call.live ? Math.floor(nowMs / 1_000) : 0;
                const isSelected = this.selected.has(key);
                return guard([call, index, isCurrent, isSelected, seconds], () =>
                  callRow(call, { index, nowMs, isCurrent, isSelected }),
                );
              },
            )}
          </div>
        </div>
        ${keys.length === 0 ? this.#nothing() : listEnd(this.#older)}`
        }
      </div>
      </div>
    `;
  }

  protected override updated(): void {
    if (this.#isListed && this.#place.shownTo + AHEAD >= this.#order.keys.length) this.#older.more();
  }

  #actions(): TemplateResult {
    return html`<list-actions
      .api=${this.api}
      .filter=${this.filter}
      .selected=${this.selected}
      @filter-changed=${this.#onFilterChanged}
      @selection-dropped=${() => this.#select()}
    ></list-actions>`;
  }

  /** Selects it, or no longer; without a key nothing is selected. */
  #select(key?: string): void {
    const others = new Set(key === undefined ? [] : this.selected);
    this.selected = key === undefined || others.delete(key) ? others : others.add(key);
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

  #onFilterChanged = (event: CustomEvent<CallFilter>): void => this.#change(event.detail);

  #change(filter: CallFilter): void {
    this.filter = filter;
    this.router.replaceQuery(writeFilter(filter));
  }

  /** Once for each connection: with what began and ended while there was none. */
  #list(): void {
    this.#isListed = true;
    this.#older.begin(this.filter, { allLive: true });
  }

  /** The first filter is that of the address: the list is fetched when the feed watches. */
  #onFilter(before: CallFilter | undefined): void {
    if (before === undefined || OlderCalls.isSameQuestion(before, this.filter)) return;
    clearTimeout(this.#restTimer);
    const restMs = before.q !== this.filter.q ? SEARCH_REST_MS : 0;
    this.#restTimer = setTimeout(() => this.#older.begin(this.filter), restMs);
    this.#place.toTop();
  }

  #wantedAmong(keys: string[]): string[] {
    const { calls } = this.store.state();
    return orderCalls(callsOf(keys, calls), this.filter, Date.now());
  }

  #release = (): void => {
    this.#hold.release();
    this.#place.toTop();
  };
  #point(isPointedAt: boolean): void {
    this.#isPointedAt = isPointedAt;
    if (!isPointedAt) this.requestUpdate();
  }

  #onPageKey = (event: KeyboardEvent): void => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    event.preventDefault();
    this.renderRoot.querySelector<ListFilters>("list-filters")?.focusSearch();
  };

  #onRowFocus = (event: FocusEvent): void => {
    const key = rowOf(event)?.dataset.key;
    if (key === undefined || key === this.#currentKey) return;
    this.#currentKey = key;
    this.requestUpdate();
  };

  #onRowClick = (event: MouseEvent): void => {
    const isOnControl = event
      .composedPath()
      .some((at) => at instanceof HTMLElement && at.matches("a, button, input"));
    const key = rowOf(event)?.dataset.key;
    // Selecting text in a row is not opening it.
    if (isOnControl || key === undefined || getSelection()?.isCollapsed === false) return;
    this.router.go(callHref(key));
  };

  #onRowKey = (event: KeyboardEvent): void => {
    const row = rowOf(event);
    if (row === undefined || event.composedPath()[0] !== row) return;
    const { keys } = this.#order;
    const { key = "" } = row.dataset;
    const next = rowAfterKey(event.key, keys.indexOf(key), keys.length, this.#place.page);
    if (event.key === "Enter") this.router.go(callHref(key));
    else if (event.key === " ") this.#select(key);
    else if (next !== undefined) void this.#focusRow(next);
    else return;
    event.preventDefault();
  };

  async #focusRow(index: number): Promise<void> {
    const key = this.#order.keys[index];
    if (key === undefined) return;
    this.#currentKey = key;
    this.#place.toRow(index, this.renderRoot.querySelector<HTMLElement>(".head")?.offsetHeight ?? 0);
    await this.updateComplete;
    this.renderRoot
      .querySelector<HTMLElement>(`.row[data-key="${CSS.escape(key)}"]`)
      ?.focus({ preventScroll: true });
  }
}

customElements.define("calls-list", CallsList);
