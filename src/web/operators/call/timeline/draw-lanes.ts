/** Draws the timeline on a canvas: thousands of marks cost one picture, and no element each. */
import { clockTime, clockTimeMs } from "../../parts/format.ts";
import type { LineKind } from "../story/line-facts.ts";
import type { Lane, StateTone } from "./lanes.ts";
import { type TimeView, ticksOf, xOf } from "./time-view.ts";

/** Resolved colours: a canvas knows no custom properties. */
export type Palette = Readonly<Record<"ink" | "inkSoft" | "line" | "surface" | LineKind, string>> & {
  readonly tones: Readonly<Record<StateTone, { ink: string; wash: string }>>;
  readonly font: string;
};

export interface Picture {
  lanes: readonly Lane[];
  view: TimeView;
  /** Where spans that last end: the newest time. */
  nowMs: number;
  widthPx: number;
  laneHeightPx: number;
}

export const AXIS_HEIGHT_PX = 20;
const SPAN_HEIGHT_PX = 13;
const MARK_PX = 3.2;

export function drawLanes(canvas: CanvasRenderingContext2D, picture: Picture, palette: Palette): void {
  const { lanes, widthPx, laneHeightPx } = picture;
  canvas.clearRect(0, 0, widthPx, AXIS_HEIGHT_PX + lanes.length * laneHeightPx);
  canvas.font = palette.font;
  canvas.textBaseline = "middle";
  drawAxis(canvas, picture, palette);
  lanes.forEach((lane, index) => {
    const topPx = AXIS_HEIGHT_PX + index * laneHeightPx;
    canvas.fillStyle = palette.line;
    canvas.fillRect(0, topPx, widthPx, 1);
    drawSpans(canvas, lane, topPx + laneHeightPx - SPAN_HEIGHT_PX - 2, picture, palette);
    drawMarks(canvas, lane, topPx + (laneHeightPx - SPAN_HEIGHT_PX) / 2, picture, palette);
  });
}

function drawAxis(
  canvas: CanvasRenderingContext2D,
  { view, widthPx, lanes, laneHeightPx }: Picture,
  palette: Palette,
): void {
  const { stepMs, atMs } = ticksOf(view, widthPx, 84);
  const isFine = stepMs < 1_000;
  for (const tick of atMs) {
    const x = Math.round(xOf(view, tick, widthPx));
    canvas.fillStyle = palette.line;
    canvas.fillRect(x, 0, 1, AXIS_HEIGHT_PX + lanes.length * laneHeightPx);
    canvas.fillStyle = palette.inkSoft;
    canvas.fillText(isFine ? clockTimeMs(tick) : clockTime(tick), x + 4, AXIS_HEIGHT_PX / 2);
  }
}

function drawSpans(
  canvas: CanvasRenderingContext2D,
  lane: Lane,
  topPx: number,
  { view, nowMs, widthPx }: Picture,
  palette: Palette,
): void {
  let paintedToPx = -1;
  for (const { fromMs, toMs, words, tone } of lane.spans) {
    const endMs = toMs ?? nowMs;
    if (endMs < view.fromMs || fromMs > view.toMs) continue;
    const fromPx = Math.max(0, xOf(view, fromMs, widthPx));
    const toPx = Math.min(widthPx, xOf(view, endMs, widthPx));
    // Many short spans on one pixel look like the first of them.
    if (toPx < paintedToPx + 0.5) continue;
    paintedToPx = toPx;
    const { ink, wash } = palette.tones[tone];
    const lengthPx = Math.max(1, toPx - fromPx - 1);
    canvas.fillStyle = wash;
    canvas.fillRect(fromPx, topPx, lengthPx, SPAN_HEIGHT_PX);
    canvas.fillStyle = ink;
    canvas.fillRect(fromPx, topPx, Math.min(2, lengthPx), SPAN_HEIGHT_PX);
    if (lengthPx > 34)
      drawFitting(canvas, words, fromPx + 6, topPx + SPAN_HEIGHT_PX / 2 + 0.5, lengthPx - 10);
  }
}

function drawFitting(
  canvas: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  roomPx: number,
): void {
  let shown = text;
  while (shown.length > 1 && canvas.measureText(shown).width > roomPx)
    shown = `${shown.slice(0, -2).trimEnd()}…`;
  if (shown.length > 2) canvas.fillText(shown, x, y);
}

/** Errors last, so that they lie on top. */
const DRAWN: readonly LineKind[] = ["event", "effect", "transition", "error"];

function drawMarks(
  canvas: CanvasRenderingContext2D,
  lane: Lane,
  middlePx: number,
  { view, widthPx }: Picture,
  palette: Palette,
): void {
  const { marks } = lane;
  let from = 0;
  let to = marks.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((marks[middle]?.atMs ?? 0) < view.fromMs) from = middle + 1;
    else to = middle;
  }
  const columns = new Map<LineKind, Set<number>>(DRAWN.map((kind) => [kind, new Set<number>()]));
  for (let index = from; index < marks.length; index += 1) {
    const mark = marks[index];
    if (mark === undefined || mark.atMs > view.toMs) break;
    columns.get(mark.kind)?.add(Math.round(xOf(view, mark.atMs, widthPx) * 2) / 2);
  }
  for (const kind of DRAWN) {
    canvas.fillStyle = palette[kind];
    canvas.strokeStyle = palette[kind];
    canvas.lineWidth = 1.8;
    canvas.beginPath();
    for (const x of columns.get(kind) ?? []) traceMark(canvas, kind, x, middlePx);
    if (kind === "error") canvas.stroke();
    else canvas.fill();
  }
}

/** A shape for each kind: colour is never the only sign. */
function traceMark(canvas: CanvasRenderingContext2D, kind: LineKind, x: number, y: number): void {
  const r = MARK_PX;
  switch (kind) {
    case "transition":
      canvas.moveTo(x, y - r * 1.4);
      canvas.lineTo(x + r * 1.2, y);
      canvas.lineTo(x, y + r * 1.4);
      canvas.lineTo(x - r * 1.2, y);
      canvas.closePath();
      return;
    case "effect":
      canvas.moveTo(x - r, y - r);
      canvas.lineTo(x + r * 1.2, y);
      canvas.lineTo(x - r, y + r);
      canvas.closePath();
      return;
    case "error":
      canvas.moveTo(x - r, y - r);
      canvas.lineTo(x + r, y + r);
      canvas.moveTo(x + r, y - r);
      canvas.lineTo(x - r, y + r);
      return;
    case "event":
      canvas.moveTo(x + r * 0.7, y);
      canvas.arc(x, y, r * 0.7, 0, Math.PI * 2);
      return;
  }
}
