/** Buttons, fields and chips beside what both pages have, for every element of the console. */
import { css } from "lit";
import { sharedControls } from "../../common/controls.ts";

export const controlStyles = css`
  ${sharedControls}
  [hidden] {
    display: none !important;
  }
  button:disabled {
    cursor: not-allowed;
    opacity: 0.55;
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
  code,
  .mono {
    font-family: var(--mono);
    font-size: 0.92em;
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
`;
