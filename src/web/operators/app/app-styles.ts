/** The console's frame: the header stays, the page below takes the rest. */
import { css } from "lit";

export const appStyles = css`
  :host {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    block-size: 100dvh;
    min-inline-size: 320px;
  }
  .skip {
    position: absolute;
    z-index: 10;
    inset-block-start: 6px;
    inset-inline-start: 6px;
    padding: 8px 14px;
    border-radius: 6px;
    background: var(--surface);
    color: var(--accent);
  }
  .skip:not(:focus) {
    inline-size: 1px;
    block-size: 1px;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
  }
  main {
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
  }
  main:only-child {
    grid-row: 1 / -1;
  }
  /* It takes the focus so that a new page is announced; nothing can be done with it. */
  main:focus {
    outline: none;
  }
  calls-list {
    block-size: 100%;
  }
`;
