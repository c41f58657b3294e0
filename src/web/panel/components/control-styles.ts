/** The panel's own buttons and keys beside what both pages have, for every component. */
import { css } from "lit";
import { sharedControls } from "../../common/controls.ts";

export const controlStyles = css`
  ${sharedControls}
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
  .text-button:is([data-result="copied"], [data-result="inserted"]) {
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
  kbd {
    display: inline-block;
    min-inline-size: 1.6em;
    font-size: 0.75rem;
    text-align: center;
    color: var(--ink);
  }
`;
