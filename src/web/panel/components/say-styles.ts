/** The look of sentences to say: rows that copy, boxed while current, quiet once a newer set has followed. */
import { css } from "lit";

export const sayStyles = css`
  .say {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: 6px;
  }
  .say button {
    display: flex;
    align-items: baseline;
    gap: 8px;
    inline-size: 100%;
    padding: 7px 10px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--ground);
  }
  .say button:hover {
    border-color: var(--kind);
  }
  .say button:is([data-result="copied"], [data-result="inserted"]) {
    border-color: var(--good);
    background: var(--accent-wash);
  }
  [data-outdated] .say {
    gap: 0;
  }
  [data-outdated] .say button {
    padding: 3px 6px;
    margin-inline-start: -6px;
    inline-size: calc(100% + 12px);
    border-color: transparent;
    background: none;
    font-size: 0.8125rem;
    color: var(--ink-soft);
  }
  [data-outdated] .say button:hover {
    background: var(--sunken);
    color: var(--ink);
  }
  .sentence {
    flex: 1;
    min-inline-size: 0;
  }
  .state {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 4px;
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-soft);
    align-self: center;
  }
  :is([data-result="copied"], [data-result="inserted"]) .state {
    color: var(--good);
  }
  [data-result="failed"] .state {
    color: var(--bad);
  }
`;
