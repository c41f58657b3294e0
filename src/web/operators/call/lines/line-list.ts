/**
 * `<line-list>`: every line of the history with search and filters; only what is seen has elements. It is a grid of which
 * one row is active: arrow keys move the moment of the page, Enter shows a line's fields.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { clockToTheMs } from "../../parts/clock-to-the-ms.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { countOf, formatNumber } from "../../parts/format.ts";
import { askPage } from "../page-events.ts";
import { lineWords } from "../story/event-words.ts";
import { isRoutineLine, kindOf, LINE_KINDS, type LineKind } from "../story/line-facts.ts";
import type { Story } from "../story/story.ts";
import { labelOf } from "../timeline/lanes.ts";
import { KIND_WORDS, kindMark } from "../timeline/marks-legend.ts";
import { positionAfterKey } from "../timeline/slider-keys.ts";
import { lineListStyles } from "./line-list-styles.ts";
import { effectWords, rowOfIndex, rowsOf, tookWords } from "./row-filter.ts";

const ROW_PX = 27;
const HEAD_PX = 28;
const DETAIL_PX = 216;
const SPARE_ROWS = 6;
const COLUMNS = ["Line", "Time", "Actor", "Event", "Transition", "Effects"];

export class LineList extends LitElement {
  static override properties = {
    story: { attribute: false },
    version: { type: Number },
    position: { type: Number },
    search: { state: true },
    kinds: { state: true },
    foldsRoutine: { state: true },
    openLine: { state: true },
    scrolledPx: { state: true },
    heightPx: { state: true },
  };
  declare story: Story;
  declare version: number;
  declare position: number;
  declare search: string;
  declare kinds: ReadonlySet<LineKind>;
  declare foldsRoutine: boolean;
  /** The line whose fields are shown. */
  declare openLine: number | undefined;
  declare scrolledPx: number;
  declare heightPx: number;

  static override styles = [controlStyles, lineListStyles];
  #rows: number[] = [];
  /** Lines the filters have been asked about. */
  #read = 0;
  #routine = 0;
  #resizes: ResizeObserver | undefined;

  constructor() {
    super();
    this.search = "";
    this.kinds = new Set(LINE_KINDS);
    this.foldsRoutine = true;
    this.scrolledPx = 0;
    this.heightPx = 372;
  }

  override firstUpdated(): void {
    this.#resizes = new ResizeObserver(([entry]) => {
      this.heightPx = entry?.contentRect.height ?? 0;
    });
    const grid = this.#grid();
    if (grid !== null) this.#resizes.observe(grid);
    // Showing the row of a linked line must wait until the list has its height.
    requestAnimationFrame(() => this.#reveal());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#resizes?.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (["story", "search", "kinds", "foldsRoutine"].some((name) => changed.has(name as keyof LineList))) {
      this.#rows = [];
      this.#read = 0;
      this.#routine = 0;
    }
    this.#rows.push(...rowsOf(this.story.lines, this, this.#read));
    this.#routine += this.story.lines.slice(this.#read).filter(isRoutineLine).length;
    this.#read = this.story.lines.length;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("position")) this.#reveal();
  }

  override render(): TemplateResult {
    const openRow = this.#openRow();
    const first = Math.max(
      0,
      Math.floor((this.scrolledPx - (openRow < 0 ? 0 : DETAIL_PX)) / ROW_PX) - SPARE_ROWS,
    );
    const last = Math.ceil((this.scrolledPx + this.heightPx) / ROW_PX) + SPARE_ROWS;
    const shown = this.#rows.slice(first, last);
    const heightPx = this.#rows.length * ROW_PX + (openRow < 0 ? 0 : DETAIL_PX);
    const nowRow = this.#nowRow();
    return html`<div class="tools">
        <input
          type="search"
          placeholder="Search lines"
          aria-label="Search the lines"
          .value=${this.search}
          @input=${(event: Event) => {
            this.search = (event.target as HTMLInputElement).value;
          }}
        />
        <div class="kinds" role="group" aria-label="Kinds of lines">
          ${LINE_KINDS.map(
            (kind) =>
              html`<button type="button" aria-pressed=${this.kinds.has(kind)} @click=${() => this.#flip(kind)}>
                ${kindMark(kind)}${KIND_WORDS[kind]}
              </button>`,
          )}
          ${
            this.#routine === 0
              ? nothing
              : html`<button type="button" class="routine" aria-pressed=${!this.foldsRoutine} title="Results, suggestions and first audio while all is well" @click=${() => this.#foldRoutine()}>
                  Routine <small>${formatNumber(this.#routine)}</small>
                </button>`
          }
        </div>
        <span class="unseen" role="status">${countOf(this.#rows.length, "line")}</span>
      </div>
      <div
        class="grid"
        role="grid"
        tabindex="0"
        aria-label="Lines of the history"
        aria-rowcount=${this.#rows.length + 1}
        aria-activedescendant=${nowRow >= first && nowRow < last && nowRow >= 0 ? `row-${nowRow}` : nothing}
        @scroll=${(event: Event) => {
          this.scrolledPx = (event.target as HTMLElement).scrollTop;
        }}
        @keydown=${this.#onKey}
      >
        <div class="head" role="row" aria-rowindex="1">
          ${COLUMNS.map((name) => html`<span role="columnheader">${name}</span>`)}
        </div>
        <div class="rows" role="rowgroup" .style=${`block-size:${heightPx}px`}>
          ${shown.map((index, offset) => this.#row(index, first + offset, nowRow, openRow))}
          ${this.#rows.length === 0 ? html`<div role="row"><p class="none" role="gridcell">No line matches.</p></div>` : nothing}
        </div>
      </div>`;
  }

  #row(index: number, row: number, nowRow: number, openRow: number): TemplateResult | typeof nothing {
    const line = this.story.lines[index];
    if (line === undefined) return nothing;
    const topPx = row * ROW_PX + (openRow >= 0 && row > openRow ? DETAIL_PX : 0);
    const kind = kindOf(line);
    const isOpen = row === openRow;
    const folded = this.#foldedBefore(index, row);
    const took = tookWords(line);
    const effects = effectWords(line);
    return html`<div
        class="row"
        role="row"
        id="row-${row}"
        aria-rowindex=${row + 2}
        aria-selected=${row === nowRow}
        data-kind=${kind}
        title=${folded === 0 ? nothing : `After ${countOf(folded, "routine line")}`}
        ?data-folded=${folded > 0}
        data-when=${row === nowRow ? "now" : index >= this.position ? "later" : "then"}
        .style=${`inset-block-start:${topPx}px`}
        @click=${() => askPage(this, "moment-wanted", { position: index + 1 })}
      >
        <span class="number" role="gridcell">
          <button
            type="button"
            tabindex="-1"
            aria-expanded=${isOpen}
            aria-label="Fields of line ${line.line}"
            @click=${(event: Event) => this.#flipDetail(event, line)}
          >
            ${isOpen ? "▾" : "▸"}</button
          >${line.line}
        </span>
        <span role="gridcell">${clockToTheMs(line.atMs)}</span>
        <span role="gridcell" title=${line.actor}>${labelOf(line.actor)}</span>
        <span role="gridcell" class="event" title=${lineWords(line)}
          >${kindMark(kind)} <span class="unseen">${KIND_WORDS[kind]}: </span>${lineWords(line)}</span
        >
        <span role="gridcell" title=${took}>${took}</span>
        <span role="gridcell" title=${effects}>${effects}</span>
      </div>
      ${
        isOpen
          ? html`<div role="row"><pre role="gridcell" tabindex="0" .style=${`inset-block-start:${topPx + ROW_PX}px`}>${JSON.stringify(line, null, 2)}</pre></div>`
          : nothing
      }`;
  }

  #grid(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".grid");
  }

  #openRow(): number {
    const { openLine } = this;
    if (openLine === undefined) return -1;
    return this.#rows.findIndex((index) => this.story.lines[index]?.line === openLine);
  }

  /** Routine lines between a row and the one above it. */
  #foldedBefore(index: number, row: number): number {
    if (!this.foldsRoutine) return 0;
    return this.story.lines.slice((this.#rows[row - 1] ?? -1) + 1, index).filter(isRoutineLine).length;
  }

  /** The row of the moment, or of the last row before it that the filters let through. */
  #nowRow(): number {
    return rowOfIndex(this.#rows, this.position) - 1;
  }

  #flip(kind: LineKind): void {
    const kinds = new Set(this.kinds);
    if (!kinds.delete(kind)) kinds.add(kind);
    this.kinds = kinds;
  }

  #foldRoutine(): void {
    this.foldsRoutine = !this.foldsRoutine;
  }

  #flipDetail(event: Event, line: HistoryLine): void {
    event.stopPropagation();
    this.openLine = this.openLine === line.line ? undefined : line.line;
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const nowRow = this.#nowRow();
    if (event.key === "Enter" || event.key === " ") {
      const line = this.story.lines[this.#rows[nowRow] ?? -1];
      if (line !== undefined) this.#flipDetail(event, line);
    } else {
      const down = event.key === "ArrowDown" ? "ArrowUp" : event.key === "ArrowUp" ? "ArrowDown" : event.key;
      const paged = down === "PageUp" ? "PageDown" : down === "PageDown" ? "PageUp" : down;
      const row = positionAfterKey(paged, nowRow, this.#rows.length - 1);
      const index = row === undefined ? undefined : this.#rows[row];
      if (index === undefined) return;
      askPage(this, "moment-wanted", { position: index + 1 });
    }
    event.preventDefault();
  };

  /** Scrolls the list, and nothing but the list, to the row of the moment. */
  #reveal(): void {
    const grid = this.#grid();
    const row = this.#nowRow();
    if (grid === null || row < 0) return;
    const openRow = this.#openRow();
    const topPx = row * ROW_PX + (openRow >= 0 && row > openRow ? DETAIL_PX : 0);
    const roomPx = this.heightPx - HEAD_PX - ROW_PX;
    if (topPx < grid.scrollTop) grid.scrollTop = topPx;
    else if (topPx > grid.scrollTop + roomPx) grid.scrollTop = topPx - roomPx;
  }
}

customElements.define("line-list", LineList);

declare global {
  interface HTMLElementTagNameMap {
    "line-list": LineList;
  }
}
