/** The look of the audio strips. */
import { css } from "lit";

export const audioPanelStyles = css`
  :host {
    display: grid;
    gap: 14px;
  }
  h3 {
    margin: 0 0 4px;
    font-size: 0.8125rem;
    font-weight: 650;
  }
  h3::first-letter {
    text-transform: uppercase;
  }
  h3 .soft {
    font-weight: 400;
  }
  h3[data-speaker^="agent"] {
    color: var(--agent);
  }
  h3[data-speaker^="customer"] {
    color: var(--customer);
  }
  h3[data-speaker^="supervisor"] {
    color: var(--supervisor);
  }
  .soft {
    color: var(--ink-soft);
    font-size: var(--small);
  }
  p {
    margin: 0;
  }
  .strip {
    display: block;
    inline-size: 100%;
    block-size: 36px;
    border-radius: 4px;
    background: linear-gradient(var(--sunken), var(--sunken)) no-repeat 0 100% / 100% 26px;
  }
  .strip rect[data-line]:not([data-line="0"]) {
    cursor: pointer;
  }
  .later {
    fill: var(--surface);
    opacity: 0.72;
    pointer-events: none;
  }
  .proof {
    display: flex;
    flex-wrap: wrap;
    align-items: start;
    gap: 4px 7px;
    margin-block-start: 7px;
  }
  .proof i {
    font-style: normal;
    color: var(--ink-soft);
    line-height: 1.2;
  }
  .term {
    display: grid;
    justify-items: center;
    line-height: 1.2;
  }
  .term b {
    font: 600 0.8125rem/1.2 var(--mono);
  }
  .term small {
    font-size: 0.6875rem;
    color: var(--ink-soft);
  }
  .term[data-zero="true"] b {
    font-weight: 400;
    color: var(--ink-soft);
  }
  .apart {
    margin-inline-start: 6px;
    padding-inline-start: 10px;
    border-inline-start: 1px solid var(--line);
  }
  .verdict {
    display: inline-flex;
    align-items: center;
    gap: 3px;
    font-size: var(--small);
    font-weight: 650;
    color: var(--good);
  }
  [data-balanced="false"] .verdict {
    color: var(--bad);
  }
  details {
    margin-block-start: 4px;
    font-size: var(--small);
  }
  summary {
    inline-size: fit-content;
    color: var(--ink-soft);
    cursor: pointer;
  }
  .table {
    max-block-size: 220px;
    overflow: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 2px 8px 2px 0;
    text-align: start;
    font-weight: 400;
    border-block-end: 1px solid var(--line);
  }
  .jump {
    color: var(--accent);
    text-decoration: underline;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    font-size: 0.6875rem;
    color: var(--ink-soft);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .legend svg {
    border-radius: 2px;
  }
  .dots {
    display: block;
    inline-size: 100%;
    max-inline-size: 460px;
  }
  .dots text {
    font-size: 9px;
    fill: var(--ink-soft);
  }
  .dots circle {
    fill: var(--agent);
    fill-opacity: 0.75;
    stroke: var(--surface);
    cursor: pointer;
  }
  .dots circle[data-speaker^="customer"] {
    fill: var(--customer);
  }
`;
