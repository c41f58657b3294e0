/**
 * `<call-timeline>`: when everything happened, a lane per actor, and the slider that sets the moment of the whole page.
 * Arrow keys step by a line, Page keys by 20, Home and End go to the ends, Space plays, + and - zoom.
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { controlStyles } from "../../parts/control-styles.ts";
import { clockTimeMs, formatNumber } from "../../parts/format.ts";
import { icon } from "../../parts/icons.ts";
import { askPage } from "../page-events.ts";
import { eventWords } from "../story/event-words.ts";
import type { Story } from "../story/story.ts";
import { laneLabels } from "./lane-labels.ts";
import { LanePicture } from "./lane-picture.ts";
import { type Lane, LaneBook } from "./lanes.ts";
import { marksLegend } from "./marks-legend.ts";
import { createPlayer, type Player, SPEEDS, type Speed } from "./player.ts";
import { positionAfterKey } from "./slider-keys.ts";
import { shifted, type TimeView, timeAt, within, withTime, zoomed } from "./time-view.ts";
import { timelineStyles } from "./timeline-styles.ts";

/** With motion reduced, playing shows a picture at this pace. */
const CALM_FRAME_MS = 500;
const ZOOM_STEP = 0.6;

export class CallTimeline extends LitElement {
  static override properties = {
    story: { attribute: false },
    version: { type: Number },
    position: { type: Number },
    live: { type: Boolean },
    following: { type: Boolean },
    selected: {},
    view: { state: true },
    speed: { state: true },
    isPlaying: { state: true },
  };
  declare story: Story;
  /** Changes when the story has new lines. */
  declare version: number;
  declare position: number;
  declare live: boolean;
  declare following: boolean;
  /** The actor whose chart is shown. */
  declare selected: string;
  /** What is shown, or undefined for all of it. */
  declare view: TimeView | undefined;
  declare speed: Speed;
  declare isPlaying: boolean;

  static override styles = [controlStyles, timelineStyles];

  #book = new LaneBook();
  #lanes: Lane[] = [];
  readonly #picture = new LanePicture(this);
  #isDragging = false;
  readonly #player: Player = createPlayer({
    endMs: () => this.#whole().toMs,
    onTime: (atMs) => this.#want(this.story.positionAtMs(atMs)),
    onStopped: () => {
      this.isPlaying = false;
    },
    ...(matchMedia("(prefers-reduced-motion: reduce)").matches ? { frame: calmFrame } : {}),
  });

  constructor() {
    super();
    this.speed = 1;
    this.isPlaying = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#player.stop();
  }

  override firstUpdated(): void {
    const area = this.#area();
    this.#picture.begin(area);
    // A listener added by the template cannot keep the page from scrolling.
    area.addEventListener("wheel", this.#onWheel, { passive: false });
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("story") || changed.has("version")) {
      if (changed.has("story")) this.#book = new LaneBook();
      this.#lanes = this.#book.lanesOf(this.story.lines);
    }
    const { view } = this;
    if (view !== undefined && changed.has("position")) {
      const seen = withTime(view, this.#atMs(), this.#whole());
      if (seen.fromMs !== view.fromMs) this.view = seen;
    }
  }

  override updated(): void {
    this.#draw();
  }

  override render(): TemplateResult {
    const { lines } = this.story;
    const line = lines[this.position - 1];
    const words =
      line === undefined
        ? "Before the first line"
        : `${clockTimeMs(line.atMs)}, line ${line.line}: ${eventWords(line.event)}`;
    return html`<div class="bar">
        <button
          class="icon-button"
          type="button"
          aria-label=${this.isPlaying ? "Pause" : "Play the call again"}
          title="${this.isPlaying ? "Pause" : "Play"} (Space)"
          @click=${this.#toggle}
        >
          ${icon(this.isPlaying ? "pause" : "play")}
        </button>
        <div class="speeds" role="group" aria-label="Speed of playing">
          ${SPEEDS.map(
            (speed) =>
              html`<button type="button" aria-pressed=${speed === this.speed} @click=${() => this.#setSpeed(speed)}>${speed}×</button>`,
          )}
        </div>
        <div class="readout">
          <strong>${line === undefined ? "--:--:--" : clockTimeMs(line.atMs)}</strong>
          <small>line ${line === undefined ? 0 : formatNumber(line.line)} of ${formatNumber(lines.at(-1)?.line ?? 0)}</small>
          <span class="event">${line === undefined ? "" : `${line.actor} · ${eventWords(line.event)}`}</span>
        </div>
        ${marksLegend()}
        <div class="zoom" role="group" aria-label="Zoom">
          <button class="icon-button" type="button" aria-label="Show less time" title="Zoom in (+)" @click=${() => this.#zoom(ZOOM_STEP)}>+</button>
          <button class="icon-button" type="button" aria-label="Show more time" title="Zoom out (−)" @click=${() => this.#zoom(1 / ZOOM_STEP)}>−</button>
          <button class="button" type="button" ?disabled=${this.view === undefined} @click=${() => this.#showAll()}>Whole call</button>
        </div>
        ${
          this.live
            ? html`<button class="button live" type="button" aria-pressed=${this.following} @click=${() => askPage(this, "live-wanted", {})}>
                <span class="dot"></span>Live
              </button>`
            : nothing
        }
      </div>
      <div class="track">
        ${laneLabels(this.#lanes, this.selected, (actor) => askPage(this, "actor-wanted", { actor }))}
        <div
          class="area"
          role="slider"
          tabindex="0"
          aria-label="Moment of the call"
          aria-description="Arrow keys step by a line, page keys by 20, space plays, plus and minus zoom"
          title="← → one line · Page keys 20 lines · Space plays · + − zoom"
          aria-valuemin="0"
          aria-valuemax=${lines.length}
          aria-valuenow=${this.position}
          aria-valuetext=${words}
          @keydown=${this.#onKey}
          @pointerdown=${this.#onPointerDown}
          @pointermove=${this.#onPointerMove}
          @pointerup=${this.#onPointerUp}
          @pointercancel=${this.#onPointerUp}
        >
          <canvas></canvas>
          <div class="later"></div>
          <div class="cursor"></div>
        </div>
      </div>
`;
  }

  #area(): HTMLElement {
    const area = this.renderRoot.querySelector<HTMLElement>(".area");
    if (area === null) throw new Error("The timeline has no area");
    return area;
  }

  #whole(): TimeView {
    const fromMs = this.story.lines[0]?.atMs ?? 0;
    const toMs = Math.max(this.story.lines.at(-1)?.atMs ?? 0, fromMs + 1_000);
    const marginMs = (toMs - fromMs) * 0.01;
    return { fromMs: fromMs - marginMs, toMs: toMs + marginMs };
  }

  #atMs(): number {
    return this.story.lines[Math.max(0, this.position - 1)]?.atMs ?? 0;
  }

  #draw(): void {
    this.#picture.ask(() => ({
      lanes: this.#lanes,
      view: this.view ?? this.#whole(),
      nowMs: this.story.lines.at(-1)?.atMs ?? 0,
      cursorMs: this.#atMs(),
    }));
  }

  #want(position: number): void {
    const wanted = Math.max(0, Math.min(this.story.lines.length, position));
    if (wanted !== this.position) askPage(this, "moment-wanted", { position: wanted });
  }

  #toggle = (): void => {
    if (this.isPlaying) {
      this.#player.stop();
      return;
    }
    this.isPlaying = true;
    const isAtEnd = this.position >= this.story.lines.length;
    this.#player.play(isAtEnd ? (this.story.lines[0]?.atMs ?? 0) : this.#atMs(), this.speed);
  };

  #setSpeed(speed: Speed): void {
    this.speed = speed;
    if (this.isPlaying) this.#player.play(this.#atMs(), speed);
  }

  #zoom(factor: number, aroundMs = this.#atMs()): void {
    const whole = this.#whole();
    const view = zoomed(this.view ?? whole, factor, aroundMs, whole);
    this.view = view.toMs - view.fromMs >= whole.toMs - whole.fromMs ? undefined : view;
  }

  #showAll(): void {
    this.view = undefined;
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const position = positionAfterKey(event.key, this.position, this.story.lines.length);
    if (position !== undefined) {
      this.#player.stop();
      this.#want(position);
    } else if (event.key === " ") this.#toggle();
    else if (event.key === "+" || event.key === "=") this.#zoom(ZOOM_STEP);
    else if (event.key === "-") this.#zoom(1 / ZOOM_STEP);
    else return;
    event.preventDefault();
  };

  #onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#isDragging = true;
    this.#player.stop();
    this.#area().setPointerCapture(event.pointerId);
    this.#wantAt(event);
  };

  #onPointerMove = (event: PointerEvent): void => {
    if (this.#isDragging) this.#wantAt(event);
  };

  #onPointerUp = (): void => {
    this.#isDragging = false;
  };

  /** The line nearest to the pointer. */
  #wantAt(event: PointerEvent): void {
    const xPx = event.clientX - this.#area().getBoundingClientRect().left;
    const atMs = timeAt(this.view ?? this.#whole(), xPx, this.#picture.widthPx);
    const position = this.story.positionAtMs(atMs);
    const [before, after] = [this.story.lines[position - 1], this.story.lines[position]];
    const isAfterNearer =
      after !== undefined && (before === undefined || after.atMs - atMs < atMs - before.atMs);
    this.#want(isAfterNearer ? position + 1 : position);
  }

  #onWheel = (event: WheelEvent): void => {
    const whole = this.#whole();
    const view = this.view ?? whole;
    if (event.ctrlKey || event.metaKey) {
      const xPx = event.clientX - this.#area().getBoundingClientRect().left;
      this.#zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, timeAt(view, xPx, this.#picture.widthPx));
    } else if (this.view !== undefined && (event.deltaX !== 0 || event.shiftKey)) {
      const movedPx = event.deltaX === 0 ? event.deltaY : event.deltaX;
      this.view = within(shifted(view, (movedPx / this.#picture.widthPx) * (view.toMs - view.fromMs)), whole);
    } else return;
    event.preventDefault();
  };
}

function calmFrame(work: () => void): () => void {
  const timer = setTimeout(work, CALM_FRAME_MS);
  return () => clearTimeout(timer);
}

customElements.define("call-timeline", CallTimeline);

declare global {
  interface HTMLElementTagNameMap {
    "call-timeline": CallTimeline;
  }
}
