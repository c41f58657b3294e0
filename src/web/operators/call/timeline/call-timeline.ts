/**
 * `<call-timeline>`: when everything happened, a lane per actor, and the slider that sets the moment of the whole page.
 * Arrow keys step by a line, Page keys by 20, Home and End go to the ends, Space plays, + and - zoom.
 */
import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import { controlStyles } from "../../parts/control-styles.ts";
import { clockTimeMs } from "../../parts/format.ts";
import { askPage } from "../page-events.ts";
import { eventWords } from "../story/event-words.ts";
import type { Story } from "../story/story.ts";
import { laneLabels } from "./lane-labels.ts";
import { LanePicture } from "./lane-picture.ts";
import { type Lane, LaneBook } from "./lanes.ts";
import { createPlayer, type Player, type Speed } from "./player.ts";
import { positionAfterKey } from "./slider-keys.ts";
import { shifted, type TimeView, wholeOf, within, withTime, zoomed } from "./time-view.ts";
import { timelineBar } from "./timeline-bar.ts";
import { nearestPosition, TimelinePointer } from "./timeline-pointer.ts";
import { timelineStyles } from "./timeline-styles.ts";

/** With motion reduced, playing shows a picture at this pace. */
const CALM_FRAME_MS = 500;
const ZOOM_STEP = 0.6;
/** As the operator left it on the last call; first by the room there is. */
let wasFolded = matchMedia("(max-width: 700px)").matches;

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
    isFolded: { state: true },
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
  /** Only the axis is shown, with the slider on it. */
  declare isFolded: boolean;

  static override styles = [controlStyles, timelineStyles];

  #book = new LaneBook();
  #lanes: Lane[] = [];
  readonly #picture = new LanePicture(this);
  readonly #pointer = new TimelinePointer({
    area: () => this.#area(),
    view: () => this.view ?? this.#whole(),
    widthPx: () => this.#picture.widthPx,
    begin: () => this.#player.stop(),
    wantAt: (atMs) => this.#want(nearestPosition(this.story, atMs)),
    zoom: (factor, aroundMs) => this.#zoom(factor, aroundMs),
    shift: (byMs) => this.#shift(byMs),
  });
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
    this.isFolded = wasFolded;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#player.stop();
  }

  override firstUpdated(): void {
    const area = this.#area();
    this.#picture.begin(area);
    // A listener added by the template cannot keep the page from scrolling.
    area.addEventListener("wheel", this.#pointer.wheel, { passive: false });
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
    return html`${timelineBar(
      {
        line,
        lastLine: lines.at(-1)?.line ?? 0,
        isPlaying: this.isPlaying,
        speed: this.speed,
        isWhole: this.view === undefined,
        isFolded: this.isFolded,
        following: this.live ? this.following : null,
      },
      {
        toggle: this.#toggle,
        setSpeed: (speed) => this.#setSpeed(speed),
        zoomIn: () => this.#zoom(ZOOM_STEP),
        zoomOut: () => this.#zoom(1 / ZOOM_STEP),
        showAll: () => this.#showAll(),
        fold: () => this.#fold(),
        follow: () => askPage(this, "live-wanted", {}),
      },
    )}
      <div class="track" ?data-folded=${this.isFolded}>
        ${laneLabels(this.#shownLanes(), this.selected, (actor) => askPage(this, "actor-wanted", { actor }))}
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
          @pointerdown=${this.#pointer.down}
          @pointermove=${this.#pointer.move}
          @pointerup=${this.#pointer.up}
          @pointercancel=${this.#pointer.up}
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
    return wholeOf(this.story.lines);
  }

  #shownLanes(): readonly Lane[] {
    return this.isFolded ? [] : this.#lanes;
  }

  #fold(): void {
    this.isFolded = !this.isFolded;
    wasFolded = this.isFolded;
  }

  #atMs(): number {
    return this.story.lines[Math.max(0, this.position - 1)]?.atMs ?? 0;
  }

  #draw(): void {
    this.#picture.ask(() => ({
      lanes: this.#shownLanes(),
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

  /** False where all of it is shown. */
  #shift(byMs: number): boolean {
    if (this.view === undefined) return false;
    this.view = within(shifted(this.view, byMs), this.#whole());
    return true;
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
