/** The timeline's canvas, its cursor and the veil over what came later: painted at most once per frame. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { AXIS_HEIGHT_PX, drawLanes, type Palette } from "./draw-lanes.ts";
import type { Lane } from "./lanes.ts";
import { readPalette } from "./palette.ts";
import { type TimeView, xOf } from "./time-view.ts";

export const LANE_HEIGHT_PX = 28;

export interface PictureWish {
  lanes: readonly Lane[];
  view: TimeView;
  /** The newest time. */
  nowMs: number;
  cursorMs: number;
}

export class LanePicture implements ReactiveController {
  /** Of the canvas. */
  widthPx = 0;
  #area: HTMLElement | undefined;
  #wish: (() => PictureWish) | undefined;
  #palette: Palette | undefined;
  #frame: number | undefined;
  readonly #resizes = new ResizeObserver(([entry]) => {
    this.widthPx = Math.floor(entry?.contentRect.width ?? 0);
    this.#plan();
  });
  readonly #darkness = matchMedia("(prefers-color-scheme: dark)");

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    this.#darkness.addEventListener("change", this.#repaint);
    if (this.#area !== undefined) this.#resizes.observe(this.#area);
  }

  hostDisconnected(): void {
    this.#darkness.removeEventListener("change", this.#repaint);
    this.#resizes.disconnect();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** `area` holds a canvas, `.later` and `.cursor`. */
  begin(area: HTMLElement): void {
    this.#area = area;
    this.#resizes.observe(area);
  }

  /** The wish is asked when the frame comes, so that it is the newest. */
  ask(wish: () => PictureWish): void {
    this.#wish = wish;
    this.#plan();
  }

  #plan(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#paint();
    });
  }

  #repaint = (): void => {
    this.#palette = undefined;
    this.#plan();
  };

  #paint(): void {
    const canvas = this.#area?.querySelector("canvas");
    const context = canvas?.getContext("2d");
    if (!this.#area || !canvas || !context || this.#wish === undefined || this.widthPx === 0) return;
    const { lanes, view, nowMs, cursorMs } = this.#wish();
    const { widthPx } = this;
    const scale = sized(canvas, widthPx, AXIS_HEIGHT_PX + lanes.length * LANE_HEIGHT_PX);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    this.#palette ??= readPalette(this.#area);
    drawLanes(context, { lanes, view, nowMs, widthPx, laneHeightPx: LANE_HEIGHT_PX }, this.#palette);
    const x = Math.max(-2, Math.min(widthPx + 2, xOf(view, cursorMs, widthPx)));
    const later = this.#area.querySelector<HTMLElement>(".later");
    const cursor = this.#area.querySelector<HTMLElement>(".cursor");
    if (later !== null) later.style.transform = `translateX(${x}px)`;
    if (cursor !== null) cursor.style.transform = `translateX(${x}px)`;
  }
}

/** Gives the canvas its size in the screen's own pixels; returns how many of those make one of the page. */
function sized(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): number {
  const scale = devicePixelRatio || 1;
  const [width, height] = [Math.round(widthPx * scale), Math.round(heightPx * scale)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.inlineSize = `${widthPx}px`;
    canvas.style.blockSize = `${heightPx}px`;
  }
  return scale;
}
