/** Buttons, fields, chips, tables, focus ring and hidden text, for every element of the console. */
import { css } from "lit";

export const controlStyles = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
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
  button:disabled {
    cursor: not-allowed;
    opacity: 0.55;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .icon-button {
    display: inline-grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    flex: none;
    color: var(--ink-soft);
  }
  .icon-button:hover:not(:disabled) {
    background: var(--sunken);
    color: var(--ink);
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 32px;
    padding: 4px 12px;
    border: 1px solid var(--line-strong);
    border-radius: 6px;
    font-weight: 600;
    font-size: 0.8125rem;
    text-decoration: none;
    cursor: pointer;
    background: var(--surface);
    color: var(--ink);
    white-space: nowrap;
  }
  .button:hover:not(:disabled) {
    background: var(--sunken);
  }
  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.danger {
    border-color: var(--bad);
    background: var(--bad-wash);
    color: var(--bad);
  }
  .button.primary:hover:not(:disabled),
  .button.danger:hover:not(:disabled) {
    filter: brightness(1.08);
  }
  input:not([type="checkbox"], [type="radio"], [type="range"], [type="file"]),
  select {
    min-inline-size: 0;
    min-block-size: 32px;
    padding: 4px 8px;
    border: 1px solid var(--line-strong);
    border-radius: 6px;
    font: inherit;
    font-size: 0.8125rem;
    font-weight: 400;
    color: var(--ink);
    background: var(--surface);
  }
  ::placeholder {
    color: var(--ink-soft);
    opacity: 1;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  code,
  .mono {
    font-family: var(--mono);
    font-size: 0.92em;
  }
  kbd {
    padding: 0 5px;
    font: 600 0.6875rem/1.6 var(--mono);
    color: var(--ink-soft);
    background: var(--sunken);
    border: 1px solid var(--line);
    border-radius: 4px;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 1px 7px;
    border-radius: 5px;
    font-size: var(--small);
    font-weight: 600;
    white-space: nowrap;
    color: var(--idle);
    background: var(--idle-wash);
  }
  .chip[data-tone="good"] {
    color: var(--good);
    background: var(--good-wash);
  }
  .chip[data-tone="busy"] {
    color: var(--busy);
    background: var(--busy-wash);
  }
  .chip[data-tone="warn"] {
    color: var(--warn);
    background: var(--warn-wash);
  }
  .chip[data-tone="bad"] {
    color: var(--bad);
    background: var(--bad-wash);
  }
  .chip[data-tone="accent"] {
    color: var(--accent);
    background: var(--accent-wash);
  }
  .chip svg {
    flex: none;
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
