/** The layout of the call page: evidence first, audio beside words, then the chart; the timeline always in sight below. */
import { css } from "lit";

export const callPageStyles = css`
  :host {
    display: grid;
    grid-template-rows: minmax(0, 1fr) auto;
    block-size: 100%;
    min-block-size: 0;
    container-type: inline-size;
  }
  /* Where the page around it gives no height, the timeline still stays in sight. */
  .time {
    position: sticky;
    inset-block-end: 0;
    z-index: 5;
    min-inline-size: 0;
  }
  .scroll {
    contain: layout paint style;
    min-block-size: 0;
    overflow: auto;
    scrollbar-gutter: stable;
  }
  .page {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    grid-template-areas:
      "head head head head head"
      "why why why why why"
      "audio audio said said said"
      "chart chart chart chart chart"
      "lines lines lines facts facts";
    gap: 12px;
    padding: 14px 16px 20px;
    max-inline-size: 1760px;
    margin-inline: auto;
  }
  .card {
    contain: layout style;
    min-inline-size: 0;
    padding: 12px 14px 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    box-shadow: var(--shadow);
  }
  .chart {
    /* Below the bar that tells which moment is shown. */
    scroll-margin-block-start: 52px;
  }
  .head {
    grid-area: head;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 10px 24px;
    padding: 0 2px;
  }
  .head call-head {
    flex: 1 1 420px;
  }
  .why {
    grid-area: why;
  }
  .chart {
    grid-area: chart;
  }
  .audio {
    grid-area: audio;
  }
  .said {
    grid-area: said;
    display: grid;
    grid-template-rows: auto minmax(320px, 1fr);
  }
  /* As high as the audio beside it, however much was said. */
  .said transcript-panel {
    block-size: 0;
    min-block-size: 100%;
  }
  .lines {
    grid-area: lines;
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
  }
  .facts {
    grid-area: facts;
  }
  .card > h2 {
    margin: 0 0 8px;
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .card > h2 small {
    font-weight: 400;
    color: var(--ink-soft);
  }
  .past {
    position: sticky;
    inset-block-start: 0;
    z-index: 4;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 4px 12px;
    padding: 6px 12px;
    background: var(--lit-wash);
    color: var(--on-lit);
    border-block-end: 2px solid var(--lit);
    font-weight: 600;
  }
  .past .button {
    min-block-size: 28px;
  }
  .cut {
    margin: 0;
    padding: 6px 16px;
    background: var(--warn-wash);
    color: var(--warn);
    font-size: 0.8125rem;
  }
  .skip {
    position: absolute;
    z-index: 5;
  }
  .skip:not(:focus) {
    inline-size: 1px;
    block-size: 1px;
    min-block-size: 0;
    padding: 0;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @container (max-width: 980px) {
    .page {
      grid-template-columns: minmax(0, 1fr);
      grid-template-areas: "head" "why" "said" "audio" "chart" "lines" "facts";
      padding: 10px 8px 16px;
      gap: 8px;
    }
    .card {
      padding: 10px;
    }
    .said transcript-panel {
      block-size: auto;
    }
  }
`;
