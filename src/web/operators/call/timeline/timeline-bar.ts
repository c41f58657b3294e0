/** The bar above the lanes: playing, the moment in words, zoom, and folding the lanes away. */
import { html, nothing, type TemplateResult } from "lit";
import type { HistoryLine } from "../../../../contract/history-line.ts";
import { clockToTheMs } from "../../parts/clock-to-the-ms.ts";
import { formatNumber } from "../../parts/format.ts";
import { icon } from "../../parts/icons.ts";
import { eventWords } from "../story/event-words.ts";
import { marksLegend } from "./marks-legend.ts";
import { SPEEDS, type Speed } from "./player.ts";

export interface BarState {
  /** Of the moment; undefined before the first. */
  line: HistoryLine | undefined;
  /** Number of the newest line. */
  lastLine: number;
  isPlaying: boolean;
  speed: Speed;
  isWhole: boolean;
  isFolded: boolean;
  /** Whether the page follows the call; null for one that is over. */
  following: boolean | null;
}

export interface BarActs {
  toggle(): void;
  setSpeed(speed: Speed): void;
  zoomIn(): void;
  zoomOut(): void;
  showAll(): void;
  fold(): void;
  follow(): void;
}

export function timelineBar(state: BarState, acts: BarActs): TemplateResult {
  const { line, lastLine, isPlaying, speed, isWhole, isFolded, following } = state;
  return html`<div class="bar">
    <button
      class="icon-button"
      type="button"
      aria-label=${isPlaying ? "Pause" : "Play the call again"}
      title="${isPlaying ? "Pause" : "Play"} (Space)"
      @click=${acts.toggle}
    >
      ${icon(isPlaying ? "pause" : "play")}
    </button>
    <div class="speeds" role="group" aria-label="Speed of playing">
      ${SPEEDS.map(
        (one) =>
          html`<button type="button" aria-pressed=${one === speed} @click=${() => acts.setSpeed(one)}>${one}×</button>`,
      )}
    </div>
    <div class="readout">
      <strong>${line === undefined ? "--:--:--" : clockToTheMs(line.atMs)}</strong>
      <small>line ${formatNumber(line?.line ?? 0)} of ${formatNumber(lastLine)}</small>
      <span class="event">${line === undefined ? "" : `${line.actor} · ${eventWords(line.event)}`}</span>
    </div>
    ${isFolded ? nothing : marksLegend()}
    <div class="zoom" role="group" aria-label="Zoom">
      <button class="icon-button" type="button" aria-label="Show less time" title="Zoom in (+)" @click=${acts.zoomIn}>+</button>
      <button class="icon-button" type="button" aria-label="Show more time" title="Zoom out (−)" @click=${acts.zoomOut}>−</button>
      <button class="button" type="button" ?disabled=${isWhole} @click=${acts.showAll}>Whole call</button>
    </div>
    ${
      following === null
        ? nothing
        : html`<button class="button live" type="button" aria-pressed=${following} @click=${acts.follow}>
            <span class="dot"></span>Live
          </button>`
    }
    <button class="icon-button fold" type="button" aria-label="Lanes" aria-expanded=${!isFolded} title=${isFolded ? "Show the lanes" : "Fold the lanes away"} @click=${acts.fold}>
      <span aria-hidden="true">${isFolded ? "▴" : "▾"}</span>
    </button>
  </div>`;
}
