/** The look of the timeline. */
import { css } from "lit";

export const timelineStyles = css`
  :host {
    display: block;
    contain: layout style;
    background: var(--surface);
    border-block-start: 1px solid var(--line-strong);
    box-shadow: 0 -4px 16px rgb(0 0 0 / 10%);
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 5px 12px;
    min-block-size: 40px;
  }
  .readout {
    flex: 1;
    min-inline-size: 0;
    display: flex;
    align-items: baseline;
    gap: 10px;
    padding-inline-start: 6px;
    white-space: nowrap;
    overflow: hidden;
  }
  .readout strong {
    font: 600 0.9375rem var(--mono);
  }
  .readout .event {
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--ink-soft);
    font-family: var(--mono);
    font-size: 0.8125rem;
  }
  .speeds {
    display: flex;
    border: 1px solid var(--line);
    border-radius: 6px;
    overflow: hidden;
  }
  .speeds button {
    border-radius: 0;
    min-inline-size: 30px;
    min-block-size: 26px;
    padding: 0 6px;
    text-align: center;
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-soft);
  }
  .speeds button[aria-pressed="true"] {
    background: var(--accent-wash);
    color: var(--accent);
  }
  .live {
    min-block-size: 28px;
  }
  .live[aria-pressed="true"] {
    border-color: var(--good);
    background: var(--good-wash);
    color: var(--good);
  }
  .dot {
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    border: 2px solid currentColor;
  }
  .live[aria-pressed="true"] .dot {
    background: currentColor;
  }
  .track {
    display: grid;
    grid-template-columns: 96px 1fr;
    padding: 0 12px 6px;
    max-block-size: min(240px, 32dvh);
    overflow: hidden auto;
  }
  .track[data-folded] {
    padding-block-end: 2px;
  }
  .track[data-folded] .labels {
    margin: 0;
  }
  .labels {
    margin: 20px 0 0;
    padding: 0;
    list-style: none;
    font-size: var(--small);
    font-weight: 600;
  }
  .labels li {
    box-sizing: border-box;
    display: flex;
    align-items: center;
    border-block-start: 1px solid var(--line);
    color: var(--ink-soft);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .labels button {
    inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
    line-height: 24px;
  }
  .labels button:hover,
  .labels button[aria-pressed="true"] {
    color: var(--ink);
    text-decoration: underline;
    text-decoration-color: var(--lit);
    text-decoration-thickness: 2px;
    text-underline-offset: 3px;
  }
  .area {
    position: relative;
    cursor: ew-resize;
    touch-action: pan-y;
    border-radius: 4px;
    overflow: hidden;
  }
  canvas {
    display: block;
  }
  .later {
    position: absolute;
    inset-block: 0;
    inset-inline: 0 0;
    background: var(--ground);
    opacity: 0.62;
    pointer-events: none;
    transform-origin: left;
  }
  .cursor {
    position: absolute;
    inset-block: 0;
    inset-inline-start: -1px;
    inline-size: 2px;
    background: var(--lit);
    pointer-events: none;
    will-change: transform;
  }
  .cursor::before {
    content: "";
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: -5px;
    border: 6px solid transparent;
    border-block-start: 9px solid var(--lit);
    border-block-end: 0;
  }
  .legend {
    display: flex;
    gap: 12px;
    padding-inline: 8px;
    font-size: 0.6875rem;
    white-space: nowrap;
    color: var(--ink-soft);
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 5px;
  }
  .zoom {
    display: flex;
    align-items: center;
    gap: 2px;
  }
  .zoom .icon-button {
    font-size: 1.125rem;
    font-weight: 600;
  }
  @media (max-width: 1100px) {
    .legend {
      display: none;
    }
  }
  @media (max-width: 700px) {
    .bar {
      gap: 4px;
      padding: 4px 8px;
    }
    .track {
      grid-template-columns: 62px 1fr;
      padding-inline: 8px;
      max-block-size: 138px;
    }
    .readout .event,
    .zoom {
      display: none;
    }
    .readout {
      padding-inline-start: 2px;
    }
    .readout strong {
      font-size: 0.8125rem;
    }
    .readout small {
      display: none;
    }
  }
  @media (max-width: 380px) {
    .ms {
      display: none;
    }
    .readout strong {
      font-size: 0.75rem;
    }
    .speeds button {
      min-inline-size: 26px;
      padding: 0 4px;
    }
    .live {
      padding-inline: 8px;
    }
  }
`;
