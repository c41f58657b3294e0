/** Where the list is scrolled to, how much of it is in sight, and how high its rows are at this width. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type RowWindow, scrollToShow, windowOf } from "./row-window.ts";

/** Heights of row-styles.ts, margins included, widest page first. */
const HEIGHTS: readonly (readonly [media: string, rowPx: number])[] = [
  ["(max-width: 560px)", 222],
  ["(max-width: 1000px)", 170],
];
const WIDE_ROW_PX = 76;

export class ScrollPlace implements ReactiveController {
  scrollPx = 0;
  #viewPx = 800;

  readonly #host: ReactiveControllerHost;
  readonly #scroller: () => HTMLElement | null;
  readonly #narrow = HEIGHTS.map(([media, rowPx]) => ({ query: matchMedia(media), rowPx }));
  readonly #redraw: () => void;

  constructor(host: ReactiveControllerHost, scroller: () => HTMLElement | null) {
    this.#host = host;
    this.#scroller = scroller;
    this.#redraw = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener("resize", this.#redraw);
  }

  hostDisconnected(): void {
    removeEventListener("resize", this.#redraw);
  }

  /** Measures after each rendering; another height needs another one. */
  hostUpdated(): void {
    const viewPx = this.#scroller()?.clientHeight ?? this.#viewPx;
    if (viewPx === this.#viewPx) return;
    this.#viewPx = viewPx;
    this.#host.requestUpdate();
  }

  get rowPx(): number {
    return this.#narrow.find(({ query }) => query.matches)?.rowPx ?? WIDE_ROW_PX;
  }

  /** Rows that fit at once. */
  get page(): number {
    return Math.max(1, Math.floor(this.#viewPx / this.rowPx) - 1);
  }

  window(count: number): RowWindow {
    return windowOf({ count, rowPx: this.rowPx, scrollPx: this.scrollPx, viewPx: this.#viewPx });
  }

  /** Index after the last row in sight. */
  get shownTo(): number {
    return Math.ceil((this.scrollPx + this.#viewPx) / this.rowPx);
  }

  read = (): void => {
    this.scrollPx = this.#scroller()?.scrollTop ?? 0;
    this.#host.requestUpdate();
  };

  toTop(): void {
    this.#move(0);
  }

  /** `headPx` is covered by the header row, which stays at the top. */
  toRow(index: number, headPx: number): void {
    const viewPx = this.#viewPx - headPx;
    this.#move(scrollToShow({ index, rowPx: this.rowPx, scrollPx: this.scrollPx, viewPx }));
  }

  #move(px: number): void {
    const scroller = this.#scroller();
    if (scroller !== null) scroller.scrollTop = px;
    this.scrollPx = scroller?.scrollTop ?? 0;
    this.#host.requestUpdate();
  }
}
