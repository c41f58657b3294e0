/** The page's frame: header on top, panes in what is left; side by side where the page is wide. */
import { css } from "lit";
import { unseenStyles } from "../../common/controls.ts";

export const panelAppStyles = css`
  ${unseenStyles}
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100dvh;
    /* At twice the size a frame has no room for header, banner and panes: then the page scrolls. */
    overflow: hidden auto;
    position: relative;
  }
  /* Its script comes in a moment: nothing below moves then. */
  sidetone-whom:not(:defined) {
    display: block;
    block-size: 2.25em;
  }
  main {
    flex: 1 0 auto;
    block-size: 0;
    min-block-size: 260px;
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr);
  }
  main[data-layout="wide"] {
    grid-template-columns: minmax(0, 11fr) minmax(0, 9fr);
  }
  section {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
  }
  section[hidden] {
    display: none;
  }
  [data-layout="wide"] section + section {
    border-inline-start: 1px solid var(--line);
  }
  h2 {
    margin: 0;
    padding: 10px 12px 2px;
    font-size: 0.8125rem;
    font-weight: 650;
    color: var(--ink-soft);
  }
  sidetone-suggestions,
  sidetone-transcript {
    flex: 1;
  }
  .note {
    position: absolute;
    inset-block-end: 60px;
    inset-inline: 12px;
    margin-inline: auto;
    inline-size: fit-content;
    padding: 6px 14px;
    border-radius: 8px;
    background: var(--ink);
    color: var(--surface);
    font-size: 0.8125rem;
    font-weight: 600;
    box-shadow: var(--shadow);
  }
`;
