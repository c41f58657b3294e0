/** The look of the actor tree: rows below one another, a rail from parent to child, a bar before the selected row. */
import { css } from "lit";

export const actorTreeStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  [role="tree"] {
    display: grid;
    gap: 2px;
  }
  .row {
    position: relative;
    display: grid;
    gap: 4px;
    padding: 6px 8px 7px 11px;
    border-radius: 6px;
    border: 1px solid transparent;
    cursor: pointer;
    font-size: 0.8125rem;
  }
  .row[data-level="2"] {
    margin-inline-start: 14px;
  }
  .row[data-level="3"] {
    margin-inline-start: 28px;
  }
  .row:not([data-level="1"])::before {
    content: "";
    position: absolute;
    inset-block: -2px;
    inset-inline-start: -8px;
    border-inline-start: 1px solid var(--line);
  }
  .row:hover {
    background: var(--raised);
  }
  .row[aria-selected="true"] {
    background: var(--accent-wash);
    border-color: var(--accent);
    box-shadow: inset 3px 0 0 var(--accent);
  }
  .row:focus-visible {
    outline-offset: -1px;
  }
  .name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 6px;
    min-inline-size: 0;
  }
  .name svg {
    flex: none;
    color: var(--ink-soft);
  }
  .name b {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .row[aria-selected="true"] .name b {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .soft,
  .notes,
  .none {
    color: var(--ink-soft);
    font-size: var(--small);
  }
  .none {
    margin: 0;
  }
  .states {
    display: flex;
    flex-wrap: wrap;
    gap: 3px;
    min-inline-size: 0;
  }
  .chip {
    min-inline-size: 0;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  @media (forced-colors: active) {
    .row[aria-selected="true"] {
      border-color: Highlight;
    }
  }
`;
