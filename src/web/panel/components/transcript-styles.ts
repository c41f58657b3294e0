/** The transcript's look: the customer's words at the start side, the agent's at the end side, interim text dashed. */
import { css } from "lit";
import { paneStyles } from "./pane-styles.ts";

export const transcriptStyles = css`
  ${paneStyles}
  /* Room for the field until its script is there. */
  sidetone-find:not(:defined) {
    block-size: 44px;
  }
  .scroller {
    padding: 8px 12px 16px;
  }
  .scroller:focus-visible {
    outline-offset: -2px;
  }
  ol {
    list-style: none;
    margin: 0;
    padding: 0;
  }
  .line {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    max-inline-size: 92%;
    margin-block-start: 3px;
    position: relative;
    --ink-of-speaker: var(--ink-soft);
    --wash-of-speaker: var(--sunken);
  }
  .line:has(.who) {
    margin-block-start: 10px;
  }
  .line[data-voice="customer"] {
    --ink-of-speaker: var(--customer);
    --wash-of-speaker: var(--customer-wash);
  }
  .line[data-voice="agent"] {
    --ink-of-speaker: var(--agent);
    --wash-of-speaker: var(--agent-wash);
    margin-inline-start: auto;
    align-items: flex-end;
  }
  .who {
    display: flex;
    gap: 6px;
    align-items: baseline;
    padding-inline: 4px;
    font-size: var(--small);
    color: var(--ink-soft);
  }
  .name {
    font-weight: 650;
    color: var(--ink-of-speaker);
  }
  time {
    font-variant-numeric: tabular-nums;
  }
  .line p {
    margin: 1px 0 0;
    padding: 6px 10px;
    border-radius: 10px;
    border: 1px solid transparent;
    background: var(--wash-of-speaker);
    max-inline-size: 100%;
    overflow-wrap: anywhere;
  }
  [data-view="translation"] p:has(+ .translated),
  [data-view="original"] :is(.translated, .untranslated) {
    display: none;
  }
  [data-view="both"] p:has(+ .translated) {
    background: none;
    padding-block: 2px;
    font-size: var(--small);
    color: var(--ink-soft);
  }
  [aria-current] p {
    border-color: var(--accent);
    box-shadow: 0 0 0 2px var(--accent-wash);
  }
  .line:focus-visible {
    outline-offset: 2px;
  }
  mark {
    background: var(--accent-wash);
    color: inherit;
    border-block-end: 2px solid var(--accent);
  }
  .mood {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-block-start: 2px;
    padding-inline: 4px;
    font-size: 0.6875rem;
    font-weight: 600;
    color: var(--ink-soft);
  }
  .mood[data-mood="negative"] {
    color: var(--warn);
  }
  .interim p {
    background: none;
    border: 1px dashed var(--line-strong);
    color: var(--ink-soft);
  }
  .dots {
    display: inline-flex;
    gap: 3px;
    margin-inline-start: 7px;
    vertical-align: 0.15em;
  }
  .dots i {
    inline-size: 4px;
    block-size: 4px;
    border-radius: 50%;
    background: currentColor;
    animation: breathe 1.2s ease-in-out infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.2s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.4s;
  }
  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }
  .end {
    margin: 18px 0 0;
    text-align: center;
    font-size: var(--small);
    color: var(--ink-soft);
  }
  .newest {
    inset-block-end: 12px;
  }
`;
