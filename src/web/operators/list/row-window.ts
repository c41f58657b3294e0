/** Which rows of a long list are drawn: those in sight and a few around them. */

export interface RowWindow {
  /** Index of the first row drawn, and of the first one that is not any more. */
  from: number;
  to: number;
  /** Room for the rows that are not drawn, in pixels. */
  beforePx: number;
  afterPx: number;
}

/** Rows drawn beyond each edge, so that quick scrolling does not show holes. */
const AROUND = 8;

export function windowOf(options: {
  count: number;
  rowPx: number;
  scrollPx: number;
  viewPx: number;
}): RowWindow {
  const { count, rowPx, scrollPx, viewPx } = options;
  const last = Math.ceil((Math.max(0, scrollPx) + viewPx) / rowPx) + AROUND;
  const to = Math.max(0, Math.min(count, last));
  const from = Math.max(0, Math.min(to, Math.floor(Math.max(0, scrollPx) / rowPx) - AROUND));
  return { from, to, beforePx: from * rowPx, afterPx: (count - to) * rowPx };
}

/** Where to scroll so that row `index` is wholly in sight; the present position where it is. */
export function scrollToShow(options: {
  index: number;
  rowPx: number;
  scrollPx: number;
  viewPx: number;
}): number {
  const { index, rowPx, scrollPx, viewPx } = options;
  const topPx = index * rowPx;
  if (topPx < scrollPx) return topPx;
  if (topPx + rowPx > scrollPx + viewPx) return topPx + rowPx - viewPx;
  return scrollPx;
}
