/** The look of the list of lines. */
import { css } from "lit";

export const lineListStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto 1fr;
    min-block-size: 0;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    padding-block-end: 8px;
  }
  input[type="search"] {
    flex: 1 1 160px;
  }
  .kinds {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
  }
  .kinds button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 28px;
    padding: 2px 8px;
    border: 1px solid var(--line);
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-soft);
  }
  .kinds button[aria-pressed="true"] {
    background: var(--raised);
    border-color: var(--line-strong);
    color: var(--ink);
  }
  .kinds button[aria-pressed="false"] {
    text-decoration: line-through;
  }
  .grid {
    min-block-size: 372px;
    block-size: 100%;
    max-block-size: 1200px;
    overflow: auto;
    border: 1px solid var(--line);
    border-radius: 6px;
    font-size: 0.75rem;
    contain: strict;
  }
  .head,
  .row {
    display: grid;
    grid-template-columns: 66px 104px minmax(106px, 0.5fr) minmax(150px, 1.2fr) minmax(160px, 1.5fr) minmax(140px, 1.4fr);
    align-items: center;
    min-inline-size: 760px;
  }
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    block-size: 28px;
    background: var(--raised);
    border-block-end: 1px solid var(--line);
    font-weight: 650;
    color: var(--ink-soft);
  }
  .head > *,
  .row > * {
    padding-inline: 8px;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .rows {
    position: relative;
    min-inline-size: 760px;
  }
  .row {
    position: absolute;
    inset-inline: 0;
    block-size: 27px;
    border-block-end: 1px solid var(--line);
    cursor: pointer;
    font-family: var(--mono);
    font-size: 0.71875rem;
  }
  .row[data-folded] {
    border-block-start: 1px dashed var(--line-strong);
  }
  .kinds button.routine[aria-pressed] {
    border-style: dashed;
    text-decoration: none;
  }
  .kinds small {
    font-weight: 400;
  }
  .row:hover {
    background: var(--raised);
  }
  .row[data-when="later"] {
    color: var(--ink-soft);
    background: var(--ground);
    font-style: italic;
  }
  .row[data-kind="error"] .event {
    color: var(--bad);
    font-weight: 700;
  }
  .row[data-when="now"] {
    background: var(--lit-wash);
    color: var(--on-lit);
    box-shadow: inset 3px 0 0 var(--lit);
  }
  .row[data-when="now"] .event {
    color: inherit;
    font-weight: 700;
  }
  .number {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    padding-inline-end: 0;
  }
  .number button {
    inline-size: 16px;
    block-size: 18px;
    display: grid;
    place-items: center;
    color: inherit;
    flex: none;
  }
  pre {
    position: absolute;
    inset-inline: 0;
    box-sizing: border-box;
    block-size: 216px;
    margin: 0;
    padding: 10px 14px;
    overflow: auto;
    background: var(--sunken);
    border-block-end: 1px solid var(--line);
    font: 0.71875rem/1.5 var(--mono);
  }
  .none {
    padding: 24px;
    text-align: center;
    color: var(--ink-soft);
  }
  @media (max-width: 700px) {
    .grid {
      max-block-size: 60dvh;
    }
    .head,
    .row {
      grid-template-columns: 58px 96px 76px minmax(0, 1fr);
      min-inline-size: 0;
    }
    .rows {
      min-inline-size: 0;
    }
    .head > *,
    .row > * {
      padding-inline: 6px 0;
    }
    .head > :nth-child(n + 5),
    .row > :nth-child(n + 5) {
      display: none;
    }
  }
  @media (max-width: 480px) {
    .head,
    .row {
      grid-template-columns: 46px 58px 58px minmax(0, 1fr);
    }
    .row {
      font-size: 0.6875rem;
    }
    .ms {
      display: none;
    }
    .number {
      gap: 1px;
    }
    .head > *,
    .row > * {
      padding-inline: 4px 0;
    }
  }
`;
