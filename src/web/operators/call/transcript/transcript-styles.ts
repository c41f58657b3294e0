/** The look of transcript and suggestions. */
import { css } from "lit";

export const transcriptStyles = css`
  :host {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    align-content: start;
    min-block-size: 0;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    margin-block-end: 8px;
  }
  .soft {
    color: var(--ink-soft);
    font-size: var(--small);
  }
  .locked {
    display: inline-flex;
    gap: 5px;
    align-items: center;
  }
  ol {
    position: relative;
    margin: 0;
    padding: 0;
    list-style: none;
    overflow: auto;
  }
  li {
    display: grid;
    grid-template-columns: 96px 62px 1fr;
    gap: 8px;
    align-items: baseline;
    padding: 5px 8px;
    border-inline-start: 3px solid var(--line);
    margin-block-end: 2px;
    border-radius: 0 5px 5px 0;
  }
  li.more {
    display: block;
    color: var(--ink-soft);
    font-size: var(--small);
  }
  li[data-role="END_USER"] {
    border-color: var(--customer);
    background: var(--customer-wash);
  }
  li[data-role="END_USER"] .who {
    color: var(--customer);
  }
  li[data-role="HUMAN_AGENT"] {
    border-color: var(--agent);
    background: var(--agent-wash);
  }
  li[data-role="HUMAN_AGENT"] .who {
    color: var(--agent);
  }
  li[data-kind="suggestion"] {
    border-color: var(--lit);
    background: var(--raised);
  }
  li[aria-current="true"] {
    outline: 2px solid var(--lit);
    outline-offset: -2px;
  }
  li[data-when="later"] {
    background: none;
    border-inline-start-style: dashed;
    color: var(--ink-soft);
    font-style: italic;
  }
  li[data-when="later"] .who {
    color: var(--ink-soft);
  }
  li[data-when="later"] .bar {
    background: var(--line);
  }
  .who svg {
    flex: none;
    align-self: center;
  }
  .who {
    display: inline-flex;
    gap: 4px;
    align-items: baseline;
    font-weight: 650;
    font-size: var(--small);
    white-space: nowrap;
  }
  time {
    font: 0.71875rem var(--mono);
    color: var(--ink-soft);
  }
  .masked {
    display: block;
    align-self: center;
  }
  .bar {
    display: block;
    block-size: 8px;
    border-radius: 4px;
    background: var(--line-strong);
    opacity: 0.55;
  }
  .words p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  pre {
    margin: 0;
    max-block-size: 160px;
    overflow: auto;
    font: 0.6875rem/1.45 var(--mono);
  }
  @media (max-width: 980px) {
    ol {
      max-block-size: 340px;
    }
  }
  @media (max-width: 700px) {
    li {
      grid-template-columns: 84px 1fr;
    }
    .masked,
    .words {
      grid-column: 1 / -1;
    }
  }
`;
