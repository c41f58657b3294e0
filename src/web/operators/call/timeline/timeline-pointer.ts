/** The pointer on the timeline: dragging sets the moment, the wheel with Ctrl zooms, and moves sideways otherwise. */
import type { Story } from "../story/story.ts";
import { type TimeView, timeAt } from "./time-view.ts";

/** What one turn of the wheel shows more, or less, of. */
const WHEEL_STEP = 1.15;

export interface PointerHost {
  area(): HTMLElement;
  /** What is shown. */
  view(): TimeView;
  widthPx(): number;
  /** The operator takes the slider into the hand. */
  begin(): void;
  wantAt(atMs: number): void;
  zoom(factor: number, aroundMs: number): void;
  /** Says whether there is anything to move to. */
  shift(byMs: number): boolean;
}

export class TimelinePointer {
  readonly #host: PointerHost;
  #isDragging = false;

  constructor(host: PointerHost) {
    this.#host = host;
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#isDragging = true;
    this.#host.begin();
    this.#host.area().setPointerCapture(event.pointerId);
    this.#host.wantAt(this.#timeOf(event));
  };

  readonly move = (event: PointerEvent): void => {
    if (this.#isDragging) this.#host.wantAt(this.#timeOf(event));
  };

  readonly up = (): void => {
    this.#isDragging = false;
  };

  readonly wheel = (event: WheelEvent): void => {
    if (event.ctrlKey || event.metaKey) {
      this.#host.zoom(event.deltaY > 0 ? WHEEL_STEP : 1 / WHEEL_STEP, this.#timeOf(event));
    } else if (event.deltaX !== 0 || event.shiftKey) {
      const movedPx = event.deltaX === 0 ? event.deltaY : event.deltaX;
      const { fromMs, toMs } = this.#host.view();
      if (!this.#host.shift((movedPx / this.#host.widthPx()) * (toMs - fromMs))) return;
    } else return;
    event.preventDefault();
  };

  #timeOf(event: MouseEvent): number {
    const xPx = event.clientX - this.#host.area().getBoundingClientRect().left;
    return timeAt(this.#host.view(), xPx, this.#host.widthPx());
  }
}

/** Of the line that is nearest to this time. */
export function nearestPosition(story: Story, atMs: number): number {
  const position = story.positionAtMs(atMs);
  const [before, after] = [story.lines[position - 1], story.lines[position]];
  const isAfterNearer =
    after !== undefined && (before === undefined || after.atMs - atMs < atMs - before.atMs);
  return isAfterNearer ? position + 1 : position;
}
