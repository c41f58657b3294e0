/** The look of the charts page. */
import { css } from "lit";

export const chartsPageStyles = css`
  :host {
    display: block;
    max-inline-size: 1280px;
    margin-inline: auto;
    padding: 16px;
  }
  h1 {
    margin: 0;
    font-size: 1.25rem;
  }
  h2 {
    margin: 28px 0 4px;
    font-size: 1.0625rem;
  }
  .lead {
    margin: 4px 0 12px;
    max-inline-size: 72ch;
    color: var(--ink-soft);
  }
  nav {
    display: flex;
    gap: 16px;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 26rem), 1fr));
    gap: 8px 16px;
    margin: 16px 0 0;
  }
  .entry {
    padding: 10px 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius, 8px);
    background: var(--surface);
    scroll-margin: 24px;
  }
  .entry[data-here] {
    border-color: var(--lit);
    box-shadow: inset 3px 0 var(--lit);
  }
  dt {
    font-family: var(--mono);
    font-size: 0.75rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  dd {
    margin: 0;
    font-size: 0.8125rem;
  }
  dd p {
    margin: 4px 0 0;
  }
  dd p + p {
    color: var(--ink-soft);
    font-size: 0.75rem;
  }
`;
