/** The wall: sizes follow the window, so that the same page is read from a desk and from across a room. */
import { css, unsafeCSS } from "lit";
import { DARK, LIGHT } from "../parts/theme-styles.ts";

export const wallStyles = css`
  :host {
    ${unsafeCSS(LIGHT)}
    ${unsafeCSS(DARK)}
    --step: clamp(0.875rem, min(1.5vw, 2.6vh), 2.75rem);
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
    gap: var(--step);
    box-sizing: border-box;
    min-block-size: 100%;
    padding: var(--step);
    font-size: var(--step);
    color: var(--ink);
    background: var(--ground);
  }
  :host([theme="light"]) {
    ${unsafeCSS(LIGHT)}
  }
  .top,
  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25em 1.25em;
  }
  h1 {
    margin: 0;
    font-size: 1.2em;
    font-weight: 650;
  }
  time {
    margin-inline-start: auto;
    font-size: 1.2em;
    font-variant-numeric: tabular-nums;
  }
  .state {
    padding: 0.1em 0.6em;
    border-radius: 0.4em;
    font-weight: 600;
    color: var(--good);
    background: var(--good-wash);
  }
  .state[data-tone="bad"] {
    color: var(--bad);
    background: var(--bad-wash);
  }
  .board {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: var(--step);
    min-block-size: 0;
  }
  dl {
    display: grid;
    grid-template: minmax(0, 3fr) minmax(0, 2fr) / repeat(6, minmax(0, 1fr));
    gap: var(--step);
    margin: 0;
  }
  dl div {
    grid-column: span 2;
    display: flex;
    flex-direction: column;
    justify-content: center;
    container-type: inline-size;
    padding: 0.6em 0.9em;
    border-radius: 0.5em;
    background: var(--surface);
  }
  dl .large {
    grid-column: span 3;
  }
  dt,
  .more,
  .note {
    color: var(--ink-soft);
  }
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  .figure {
    font-size: min(3.4em, 26cqi);
    font-weight: 650;
    line-height: 1.1;
    letter-spacing: -0.02em;
    white-space: nowrap;
  }
  .large .figure {
    font-size: min(6em, 26cqi);
  }
  .figure small {
    font-size: 0.45em;
    font-weight: 500;
    letter-spacing: 0;
    color: var(--ink-soft);
  }
  .large[data-tone="warn"] .figure {
    color: var(--warn);
  }
  .large[data-tone="bad"] {
    background: var(--bad-wash);
  }
  .large[data-tone="bad"] .figure {
    color: var(--bad);
  }
  .large[data-tone="bad"] :is(dt, .note) {
    color: var(--ink);
  }
  .board[data-stale] :is(.figure, td b) {
    color: var(--ink-soft) !important;
  }
  .side {
    display: grid;
    grid-template: minmax(0, 1fr) auto / minmax(0, 1fr);
    gap: var(--step);
    min-block-size: 0;
  }
  section {
    padding: 0.6em 0.9em;
    border-radius: 0.5em;
    background: var(--surface);
    overflow: hidden;
  }
  h2 {
    margin: 0 0 0.3em;
    font-size: 1em;
    font-weight: 500;
    color: var(--ink-soft);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th {
    padding: 0.28em 0;
    border-block-start: 1px solid var(--line);
    text-align: start;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  th small {
    display: block;
    font-size: 0.68em;
    font-weight: 500;
    color: var(--ink-soft);
  }
  td {
    padding: 0.28em 0 0.28em 0.6em;
    border-block-start: 1px solid var(--line);
    text-align: end;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  td b {
    font-size: 1.5em;
    font-weight: 650;
  }
  tr[data-tone="warn"] td b {
    color: var(--warn);
  }
  tr[data-tone="bad"] td b {
    color: var(--bad);
  }
  .more {
    margin: 0.4em 0 0;
    font-size: 0.8em;
  }
  .note {
    font-size: 0.8em;
  }
  .foot {
    font-size: 0.875rem;
  }
  .foot .note {
    margin-inline-end: auto;
    font-size: inherit;
  }
  .out {
    align-self: center;
    justify-self: center;
    max-inline-size: 34em;
    text-align: center;
  }
  .out p {
    font-size: 1.2em;
  }
  .out .figure {
    font-size: 3em;
    white-space: normal;
    color: var(--bad);
  }
  @media (max-width: 900px) {
    .board {
      grid-template-columns: minmax(0, 1fr);
    }
    dl {
      grid-template: none / repeat(6, minmax(0, 1fr));
    }
  }
  @media (max-width: 500px) {
    dl div {
      grid-column: span 3;
    }
    dl div:last-child {
      grid-column: 1 / -1;
    }
  }
`;
