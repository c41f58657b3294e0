/** Buttons, links, focus ring and hidden text, shared by every component. */
import { css } from "lit";

export const controlStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    border-radius: 6px;
    padding: 0;
    margin: 0;
    text-align: start;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .icon-button {
    display: inline-grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    flex: none;
    color: var(--ink-soft);
  }
  .icon-button:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  .text-button {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-block-size: 28px;
    padding: 2px 8px;
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-soft);
    white-space: nowrap;
  }
  .text-button:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  .text-button[data-result="ok"] {
    color: var(--good);
  }
  .text-button[data-result="failed"] {
    color: var(--bad);
  }
  .solid-button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 30px;
    padding: 3px 12px;
    font-weight: 600;
    font-size: 0.8125rem;
    background: var(--accent);
    color: var(--on-accent);
    white-space: nowrap;
  }
  .solid-button:hover {
    filter: brightness(1.08);
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  kbd {
    display: inline-block;
    min-inline-size: 1.6em;
    padding: 0 5px;
    font: 600 0.75rem/1.6 ui-monospace, "Cascadia Mono", Menlo, monospace;
    text-align: center;
    color: var(--ink);
    background: var(--sunken);
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .unseen {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
