/** Keeps the line looked at in the address, so that a link leads to the same moment. */

export interface LineHash {
  /** Undefined takes the line out of the address. */
  show(line: number | undefined): void;
  close(): void;
}

/** Browsers refuse to have the address changed more often than about 200 times in half a minute. */
const REST_MS = 300;

export function createLineHash(): LineHash {
  let wanted: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function write(): void {
    timer = undefined;
    const hash = wanted === undefined ? "" : `#line=${wanted}`;
    if (location.hash === hash) return;
    history.replaceState(history.state, "", `${location.pathname}${location.search}${hash}`);
  }

  return {
    show(line) {
      wanted = line;
      timer ??= setTimeout(write, REST_MS);
    },
    close: () => clearTimeout(timer),
  };
}
