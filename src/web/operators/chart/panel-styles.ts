/** The look of a chart's surroundings: its bar, its list, and the card of a state. */
import { css } from "lit";

export const panelStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-block-end: 8px;
  }
  .now {
    flex: 1 1 12rem;
    font-size: 0.8125rem;
    font-weight: 600;
    margin: 0;
  }
  .bar button {
    min-inline-size: 32px;
    justify-content: center;
    padding-inline: 8px;
  }
  .bar button[aria-pressed="true"] {
    background: var(--accent-wash, light-dark(#dcebf6, #15303f));
    border-color: var(--accent, light-dark(#0b5a8a, #74c2ee));
  }
  .rows {
    display: grid;
    grid-template-columns: max-content 1fr;
    gap: 6px 14px;
    margin: 0;
    padding: 12px;
    border: 1px solid var(--line, light-dark(#d0d7df, #2d3944));
    border-radius: var(--radius, 8px);
    background: var(--chart-ground);
  }
  .rows dt {
    color: var(--chart-soft);
  }
  .rows dd {
    margin: 0;
    font-weight: 650;
  }
  .rows dd::before {
    content: "";
    display: inline-block;
    inline-size: 9px;
    block-size: 9px;
    margin-inline-end: 7px;
    border-radius: 50%;
    background: var(--chart-lit);
  }
  .card {
    position: absolute;
    z-index: 2;
    inset-block-start: 48px;
    inset-inline-end: 8px;
    inline-size: min(22rem, calc(100% - 16px));
    max-block-size: min(26rem, calc(100% - 56px));
    overflow: auto;
    padding: 12px 14px;
    background: var(--chart-ground);
    border: 1px solid var(--chart-line);
    border-radius: var(--radius, 8px);
    box-shadow: 0 6px 24px rgb(0 0 0 / 22%);
    font-size: 0.8125rem;
  }
  .card header {
    display: flex;
    align-items: start;
    justify-content: space-between;
    gap: 8px;
  }
  .card h3 {
    margin: 0;
    font-size: 0.9375rem;
  }
  .card h4 {
    margin: 12px 0 4px;
    font-size: 0.75rem;
    color: var(--chart-soft);
  }
  .card p {
    margin: 6px 0;
  }
  .card ul {
    margin: 0;
    padding-inline-start: 18px;
  }
  .path {
    font-size: 0.75rem;
    color: var(--chart-soft);
    overflow-wrap: anywhere;
  }
`;
