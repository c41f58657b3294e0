/**
 * The look of a chart. Colours come from the console's theme (parts/theme-styles.ts) with fallbacks, so that
 * a chart can be placed anywhere. Text has at least 4.5:1 on its ground, borders and lines 3:1.
 */
import { css } from "lit";

export const chartStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    position: relative;
    min-inline-size: 0;
    --chart-ground: var(--surface, light-dark(#ffffff, #151c23));
    --chart-region: var(--raised, light-dark(#f7f9fb, #1a222a));
    --chart-ink: var(--ink, light-dark(#111820, #e6edf3));
    --chart-soft: var(--ink-soft, light-dark(#45525f, #a7b4c0));
    --chart-line: var(--line-strong, light-dark(#6f7c89, #83919e));
    --chart-lit: var(--lit, light-dark(#b25f00, #ffb84d));
    --chart-lit-wash: var(--lit-wash, light-dark(#ffe3b0, #4a3410));
    --chart-on-lit: var(--on-lit, light-dark(#3d2200, #ffe9c4));
    --chart-trace: var(--trace, light-dark(#0b5a8a, #74c2ee));
    --chart-focus: var(--focus, light-dark(#1a56d6, #8ab4ff));
    color: var(--chart-ink);
  }
  .stage {
    flex: 1 1 auto;
    min-block-size: 0;
    overflow: auto;
    background: var(--chart-ground);
    border: 1px solid var(--line, light-dark(#d0d7df, #2d3944));
    border-radius: var(--radius, 8px);
  }
  svg.chart {
    display: block;
    margin-inline: auto;
    font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
    user-select: none;
  }
  /* All of it at once: on a window of 800 px the page's bars and the timeline leave so much of its height. */
  svg.plain {
    block-size: auto;
    max-block-size: max(320px, 100dvh - 416px);
  }
  .plain .title,
  .plain .junction text {
    font-size: 13px;
  }
  .box {
    fill: var(--chart-ground);
    stroke: var(--chart-line);
    stroke-width: 1.2;
    transition: fill 160ms, stroke 160ms;
  }
  .group .box {
    fill: transparent;
  }
  .group[data-kind="parallel"] .box {
    fill: var(--chart-region);
  }
  .group[data-kind="compound"] .box,
  .group[data-kind="region"] .box {
    fill: var(--chart-ground);
  }
  .group[data-kind="region"] .box {
    stroke-dasharray: 6 5;
  }
  .node {
    cursor: pointer;
    outline: none;
  }
  .title {
    font-size: 12px;
    font-weight: 650;
    letter-spacing: 0.02em;
    fill: var(--chart-soft);
  }
  .name {
    font-size: 13px;
    font-weight: 600;
    fill: var(--chart-ink);
  }
  .inner,
  .lamp {
    fill: none;
    stroke: var(--chart-line);
    stroke-width: 1.2;
  }
  .initial {
    fill: var(--chart-soft);
  }
  .node[data-look="visited"] .lamp {
    fill: var(--chart-line);
  }
  .node[data-look="around"] > .box {
    stroke: var(--chart-lit);
    stroke-width: 1.6;
  }
  .node[data-look="around"] > .title {
    fill: var(--chart-ink);
  }
  .node[data-look="lit"] .box {
    fill: var(--chart-lit-wash);
    stroke: var(--chart-lit);
    stroke-width: 3;
  }
  .node[data-look="lit"] .name {
    fill: var(--chart-on-lit);
    font-weight: 700;
  }
  .node[data-look="lit"] .lamp {
    fill: var(--chart-lit);
    stroke: var(--chart-on-lit);
  }
  .node[data-look="lit"] .inner {
    stroke: var(--chart-lit);
  }
  .node:hover > .box {
    stroke: var(--chart-ink);
  }
  .node:focus-visible > .box {
    stroke: var(--chart-focus);
    stroke-width: 3.5;
  }
  .junction rect {
    fill: var(--chart-region);
    stroke: var(--chart-line);
    stroke-width: 1;
  }
  .junction text,
  .label text {
    font-size: 11px;
    text-anchor: middle;
    fill: var(--chart-ink);
    pointer-events: none;
  }
  .label .guard {
    fill: var(--chart-soft);
  }
  .label rect {
    fill: var(--chart-ground);
    fill-opacity: 0.92;
  }
  .label[data-look="traced"] text {
    fill: var(--chart-trace);
  }
  .label[data-look="traced"] rect {
    stroke: var(--chart-trace);
  }
  .far .label[data-look="idle"],
  .far .junction text {
    display: none;
  }
  .line {
    fill: none;
    stroke: var(--chart-line);
    stroke-width: 1.2;
    pointer-events: none;
  }
  .line[data-look="traced"],
  .line[data-look="also"] {
    stroke: var(--chart-trace);
    stroke-width: 3;
  }
  .line[data-look="traced"] {
    stroke-dasharray: 10 5;
    animation: run 700ms linear 3;
  }
  .head {
    fill: var(--chart-line);
  }
  .head-traced {
    fill: var(--chart-trace);
  }
  @keyframes run {
    from {
      stroke-dashoffset: 60;
    }
    to {
      stroke-dashoffset: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .line[data-look="traced"] {
      animation: none;
    }
    .box {
      transition: none;
    }
  }
`;
