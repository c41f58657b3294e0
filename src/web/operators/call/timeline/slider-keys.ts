/** Where the keys of a slider lead, by the ARIA practices of the slider pattern. */

const PAGE_LINES = 20;

/** The new position for a key, or undefined if the key means something else. */
export function positionAfterKey(key: string, position: number, last: number): number | undefined {
  const wanted = wantedBy(key, position, last);
  return wanted === undefined ? undefined : Math.max(0, Math.min(last, wanted));
}

function wantedBy(key: string, position: number, last: number): number | undefined {
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return position + 1;
    case "ArrowLeft":
    case "ArrowDown":
      return position - 1;
    case "PageUp":
      return position + PAGE_LINES;
    case "PageDown":
      return position - PAGE_LINES;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return undefined;
  }
}
