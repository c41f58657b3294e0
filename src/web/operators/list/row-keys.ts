/** Moving among the rows by keyboard: one row is in the tab order, arrow keys go from row to row. */

/** Index of the row a key leads to, or undefined if the key means something else. `page` is in rows. */
export function rowAfterKey(key: string, at: number, count: number, page: number): number | undefined {
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const wanted = moves[key];
  return wanted === undefined ? undefined : Math.max(0, Math.min(count - 1, wanted));
}

/** The row an event came from. */
export function rowOf(event: Event): HTMLElement | undefined {
  return event
    .composedPath()
    .find((at): at is HTMLElement => at instanceof HTMLElement && at.classList.contains("row"));
}
