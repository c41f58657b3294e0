/** The look of the list around its rows. */
import { css } from "lit";

export const listStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    grid-template-rows: auto minmax(0, 1fr);
    min-block-size: 0;
  }
  .body {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    min-block-size: 0;
  }
  .summary {
    display: flex;
    align-items: center;
    gap: 12px;
    flex-wrap: wrap;
    min-block-size: 38px;
    padding: 2px 16px;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  .summary p {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    margin: 0;
  }
  .summary b {
    color: var(--ink);
  }
  .summary list-actions {
    margin-inline-start: auto;
  }
  .sep {
    inline-size: 1px;
    block-size: 12px;
    margin-inline: 8px;
    background: var(--line-strong);
  }
  .with {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .with[data-some],
  .with[data-some] b {
    color: var(--bad);
  }
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 26px;
    padding: 1px 12px;
    border-radius: 99px;
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  .scroll {
    min-block-size: 0;
    overflow-y: scroll;
    overflow-anchor: none;
    overscroll-behavior: contain;
    background: var(--surface);
    border-block-start: 1px solid var(--line);
  }
  .head {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    background: var(--raised);
    border-block-end: 1px solid var(--line);
    font-size: 0.6875rem;
    font-weight: 650;
    color: var(--ink-soft);
  }
  .head > div {
    padding-block: 6px;
  }
  .end {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 8px;
    margin: 0;
    padding: 18px;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  @media (max-width: 1000px) {
    .summary {
      padding: 0 12px;
      flex-wrap: wrap;
    }
    .scroll {
      background: var(--ground);
    }
    .head {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`;
