/** The look of the tables of facts. */
import { css } from "lit";

export const factsStyles = css`
  :host {
    display: grid;
    gap: 18px;
    min-inline-size: 0;
  }
  section {
    min-inline-size: 0;
  }
  h2 {
    margin: 0 0 6px;
    font-size: 0.875rem;
    font-weight: 650;
  }
  h2 small {
    font-weight: 400;
    color: var(--ink-soft);
  }
  .soft {
    margin: 0;
    color: var(--ink-soft);
    font-size: var(--small);
  }
  .wide {
    overflow-x: auto;
  }
  table {
    border-collapse: collapse;
    inline-size: 100%;
    font-size: var(--small);
  }
  th,
  td {
    padding: 4px 8px 4px 0;
    text-align: start;
    vertical-align: top;
    white-space: nowrap;
    border-block-end: 1px solid var(--line);
    font-weight: 400;
  }
  thead th {
    color: var(--ink-soft);
    font-weight: 600;
  }
  ul {
    display: grid;
    gap: 5px;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 0.8125rem;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 7px;
    align-items: center;
  }
  b[data-speaker^="agent"] {
    color: var(--agent);
  }
  b[data-speaker^="customer"] {
    color: var(--customer);
  }
  b[data-speaker^="supervisor"] {
    color: var(--supervisor);
  }
  .at {
    font: 0.75rem var(--mono);
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  tr:has(+ .more) > * {
    border-block-end: 0;
    padding-block-end: 0;
  }
  .more td {
    white-space: normal;
  }
  .ids {
    display: flex;
    flex-wrap: wrap;
    gap: 0 14px;
    align-items: center;
    color: var(--ink-soft);
  }
  .ids span {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  pre {
    max-block-size: 240px;
    overflow: auto;
    font: 0.6875rem/1.5 var(--mono);
    background: var(--sunken);
    padding: 8px;
    border-radius: 6px;
  }
  @media (max-width: 700px) {
    th,
    td {
      white-space: normal;
    }
  }
`;
