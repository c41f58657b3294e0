/** How large a chart is drawn. Pure. */

const LEAST = 0.4;
const MOST = 2.5;
const STEP = 1.25;
/** A chart that fits is never smaller than this: there it scrolls instead. */
const LEAST_FIT = 0.55;
const MOST_FIT = 1.15;
/** Below this the words on the edges cannot be read, and only those of the last transition are shown. */
const FAR = 0.62;
/** Below this a chart that is shown whole has names too small to read. */
const LEAST_WHOLE = 0.8;
/** Borders of the box around the drawing. */
const FRAME_PX = 2;

export function fitScale(roomPx: number, widthPx: number): number {
  if (roomPx <= 0) return 1;
  return Math.min(MOST_FIT, Math.max(LEAST_FIT, (roomPx - FRAME_PX) / widthPx));
}

export function stepScale(scale: number, direction: 1 | -1): number {
  return Math.min(MOST, Math.max(LEAST, direction === 1 ? scale * STEP : scale / STEP));
}

export function isFar(scale: number): boolean {
  return scale < FAR;
}

/** Whether a chart so wide can be read when all of it is shown. */
export function isRoomForWhole(roomPx: number, widthPx: number): boolean {
  return (roomPx - FRAME_PX) / widthPx >= LEAST_WHOLE;
}
