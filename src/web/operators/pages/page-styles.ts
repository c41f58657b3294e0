/** The look of the plain pages: a heading, sections, tables. */
import { css } from "lit";

export const pageStyles = css`
  :host {
    display: block;
  }
  .page {
    max-inline-size: 1120px;
    margin: 0 auto;
    padding: 18px 16px 48px;
  }
  h1 {
    margin: 0;
    font-size: 1.25rem;
  }
  h2 {
    margin: 0;
    font-size: 1rem;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    margin-block-end: 14px;
  }
  .hint {
    margin: 0;
    color: var(--ink-soft);
    max-inline-size: 70ch;
  }
  section {
    margin-block: 16px;
    padding: 14px 16px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  section > .head {
    margin-block-end: 10px;
  }
  .note {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0 0 12px;
    padding: 8px 12px;
    border-radius: 6px;
    background: var(--good-wash);
    color: var(--good);
  }
  .note[data-tone="bad"] {
    background: var(--bad-wash);
    color: var(--bad);
  }
  .figures {
    display: flex;
    flex-wrap: wrap;
    gap: 10px 28px;
    margin: 10px 0 0;
  }
  .figures:first-child {
    margin: 0;
  }
  .figures dt {
    font-size: var(--small);
    color: var(--ink-soft);
  }
  .figures dd {
    margin: 0;
    font-size: 1.125rem;
    font-weight: 600;
  }
  .figures [data-tone="bad"] dd {
    color: var(--bad);
  }
  .table {
    margin-block-start: 10px;
    overflow-x: auto;
  }
  section > .table:first-child {
    margin-block-start: 0;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.8125rem;
  }
  th {
    padding: 6px 12px 6px 0;
    font-size: 0.6875rem;
    font-weight: 650;
    text-align: start;
    color: var(--ink-soft);
    border-block-end: 1px solid var(--line);
  }
  td {
    padding: 7px 12px 7px 0;
    border-block-end: 1px solid var(--line);
  }
  tr:last-child td {
    border-block-end: 0;
  }
  td.when {
    white-space: nowrap;
  }
  td .soft {
    color: var(--ink-soft);
  }
  form.filters {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 10px;
  }
  form.filters label {
    display: grid;
    font-size: 0.6875rem;
    font-weight: 600;
    color: var(--ink-soft);
  }
  .deeds {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    margin-block-start: 10px;
  }
  td .deeds {
    margin: 0;
  }
  .more {
    display: flex;
    justify-content: center;
    padding-block-start: 12px;
  }
  @media (max-width: 700px) {
    .page {
      padding: 14px 12px 40px;
    }
    .table thead {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    table,
    tbody,
    tr,
    td {
      display: block;
    }
    tr {
      padding-block: 8px;
      border-block-end: 1px solid var(--line);
    }
    td {
      padding: 2px 0;
      border: 0;
      overflow-wrap: anywhere;
    }
    td[data-name] {
      display: grid;
      grid-template-columns: 84px minmax(0, 1fr);
      gap: 8px;
    }
    td[data-name]::before {
      content: attr(data-name);
      color: var(--ink-soft);
    }
    td[data-name] > * {
      grid-column: 2;
      justify-self: start;
    }
    td[data-name]:empty {
      display: none;
    }
  }
`;
