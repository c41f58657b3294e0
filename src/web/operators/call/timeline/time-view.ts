/** Which stretch of time the timeline shows, and the position of a time in it. Pure. */

export interface TimeView {
  fromMs: number;
  toMs: number;
}

/** Shorter stretches are useless: lines have whole milliseconds. */
const SHORTEST_MS = 200;

/** All of a call, with a margin at both ends. */
export function wholeOf(lines: readonly { atMs: number }[]): TimeView {
  const fromMs = lines[0]?.atMs ?? 0;
  const toMs = Math.max(lines.at(-1)?.atMs ?? 0, fromMs + 1_000);
  const marginMs = (toMs - fromMs) * 0.01;
  return { fromMs: fromMs - marginMs, toMs: toMs + marginMs };
}

export function xOf(view: TimeView, atMs: number, widthPx: number): number {
  return ((atMs - view.fromMs) / (view.toMs - view.fromMs)) * widthPx;
}

export function timeAt(view: TimeView, xPx: number, widthPx: number): number {
  return view.fromMs + (xPx / widthPx) * (view.toMs - view.fromMs);
}

/** Shows less (factor < 1) or more time around `aroundMs`, within `whole`. */
export function zoomed(view: TimeView, factor: number, aroundMs: number, whole: TimeView): TimeView {
  const lengthMs = Math.max(
    SHORTEST_MS,
    Math.min(whole.toMs - whole.fromMs, (view.toMs - view.fromMs) * factor),
  );
  const share = (aroundMs - view.fromMs) / (view.toMs - view.fromMs);
  return within({ fromMs: aroundMs - share * lengthMs, toMs: aroundMs + (1 - share) * lengthMs }, whole);
}

/** Moves the view so that this time is in it, by as little as may be. */
export function withTime(view: TimeView, atMs: number, whole: TimeView): TimeView {
  const lengthMs = view.toMs - view.fromMs;
  const marginMs = lengthMs * 0.08;
  if (atMs < view.fromMs + marginMs) return within(shifted(view, atMs - marginMs - view.fromMs), whole);
  if (atMs > view.toMs - marginMs) return within(shifted(view, atMs + marginMs - view.toMs), whole);
  return view;
}

export function shifted(view: TimeView, byMs: number): TimeView {
  return { fromMs: view.fromMs + byMs, toMs: view.toMs + byMs };
}

/** Moved into `whole` without changing its length, where it is not longer than that. */
export function within(view: TimeView, whole: TimeView): TimeView {
  if (view.toMs - view.fromMs >= whole.toMs - whole.fromMs) return whole;
  if (view.fromMs < whole.fromMs) return shifted(view, whole.fromMs - view.fromMs);
  return view.toMs > whole.toMs ? shifted(view, whole.toMs - view.toMs) : view;
}

const STEPS_MS = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000,
  900_000, 1_800_000, 3_600_000,
];

/** Round times to write on the axis, at least `apartPx` from each other. */
export function ticksOf(
  view: TimeView,
  widthPx: number,
  apartPx: number,
): { stepMs: number; atMs: number[] } {
  const perPx = (view.toMs - view.fromMs) / Math.max(1, widthPx);
  const stepMs = STEPS_MS.find((step) => step / perPx >= apartPx) ?? 7_200_000;
  const atMs: number[] = [];
  for (let tick = Math.ceil(view.fromMs / stepMs) * stepMs; tick <= view.toMs; tick += stepMs)
    atMs.push(tick);
  return { stepMs, atMs };
}
