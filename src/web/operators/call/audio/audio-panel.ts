/** `<audio-panel>`: each speaker's audio as a strip, the account at the moment with its proof, and the latency of words. */

import { html, LitElement, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { speakerTitle, theSpeaker } from "../../../../contract/speaker.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { formatDuration, formatMs, formatNumber } from "../../parts/format.ts";
import { icon } from "../../parts/icons.ts";
import { askPage } from "../page-events.ts";
import { type Balance, balanceOf } from "../story/ledger-balance.ts";
import { type Ledger, type Moment, speakersOf } from "../story/moment.ts";
import type { Story } from "../story/story.ts";
import { type AudioStrip, audioStrips, isAboutAudio, type PieceKind } from "../strip/audio-strip.ts";
import { coarsePieces } from "../strip/coarse-pieces.ts";
import { audioPanelStyles } from "./audio-panel-styles.ts";
import { latencyPlot } from "./latency-plot.ts";
import { PIECE_WORDS, pieceFill, stripPatterns } from "./piece-looks.ts";
import { pieceTable } from "./piece-table.ts";

const STRIP_WIDTH = 1_000;
const STRIP_HEIGHT = 26;
const REPLAY_HEIGHT = 7;

export class AudioPanel extends LitElement {
  static override properties = {
    story: { attribute: false },
    version: { type: Number },
    moment: { attribute: false },
    ledgers: { attribute: false },
    pointed: { state: true },
    tabled: { state: true },
  };
  declare story: Story;
  declare version: number;
  declare moment: Moment;
  /** The accounts to be shown: those of the moment, or newer ones where the page follows the call. */
  declare ledgers: Readonly<Record<string, Ledger>>;
  /** What the pointer is on, in words. */
  declare pointed: { speaker: string; words: string } | undefined;

  /** The speaker whose pieces are shown as a table. */
  declare tabled: string | undefined;

  static override styles = [controlStyles, audioPanelStyles];
  #strips: AudioStrip[] = [];
  /** The newest accounts seen. */
  #newest: Readonly<Record<string, Ledger>> = {};
  /** Lines the strips were made of. */
  #read = 0;

  override willUpdate(changed: PropertyValues<this>): void {
    const { lines } = this.story;
    if (changed.has("story")) this.#read = 0;
    const hasGrown = this.#hasGrown();
    // Most lines say nothing about audio: the strips stay what they are.
    if (this.#read === 0 || hasGrown || lines.slice(this.#read).some(isAboutAudio))
      this.#strips = audioStrips(lines, this.#newest);
    this.#read = lines.length;
  }

  override render(): TemplateResult {
    if (this.#strips.length === 0) {
      return html`<p class="soft">No audio has come. Words of this call may come as text.</p>`;
    }
    return html`${stripPatterns()}${this.#strips.map((strip) => this.#speaker(strip))} ${this.#legend()}
      ${guard([this.moment.latencies], () => latencyPlot(this.moment.latencies, speakersOf(this.moment), (line) => askPage(this, "line-wanted", { line })))}`;
  }

  /** Takes the accounts of a page that follows the call, because audio also comes between lines. */
  #hasGrown(): boolean {
    if (this.moment.position < this.story.lines.length) return false;
    const before = this.#newest;
    this.#newest = this.ledgers;
    return Object.entries(this.ledgers).some(
      ([speaker, { receivedMs }]) => receivedMs !== before[speaker]?.receivedMs,
    );
  }

  get #among(): string[] {
    return this.#strips.map(({ speaker }) => speaker);
  }

  #speaker(strip: AudioStrip): TemplateResult {
    const { speaker } = strip;
    const ledger = this.ledgers[speaker];
    const headMs = this.#placeNow(strip, ledger);
    const words =
      this.pointed?.speaker === speaker
        ? this.pointed.words
        : `${formatMs(strip.lengthMs)}${strip.isEstimated ? ", places partly worked out from times" : ""}`;
    return html`<section aria-label="Audio of ${theSpeaker(speaker, this.#among)}">
      <h3 data-speaker=${speaker}>${speakerTitle(speaker, this.#among)} <span class="soft">${words}</span></h3>
      <svg
        class="strip"
        viewBox="0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT + REPLAY_HEIGHT + 2}"
        preserveAspectRatio="none"
        role="img"
        aria-label="${this.#summary(strip)}"
        @pointerleave=${() => {
          this.pointed = undefined;
        }}
        @click=${(event: Event) => this.#jump(event)}
      >
        ${guard([strip], () => this.#drawn(strip))}
        ${headMs < strip.lengthMs ? svg`<rect class="later" x=${(headMs / strip.lengthMs) * STRIP_WIDTH} y="0" width=${STRIP_WIDTH} height="60"></rect>` : nothing}
      </svg>
      ${ledger === undefined ? html`<p class="soft">No account yet at this moment.</p>` : this.#proof(ledger)}
      <details
        ?open=${this.tabled === speaker}
        @toggle=${(event: Event) => this.#table(speaker, event)}
      >
        <summary>As a table</summary>
        ${this.tabled === speaker ? pieceTable(strip, theSpeaker(speaker, this.#among), (line) => askPage(this, "line-wanted", { line })) : nothing}
      </details>
    </section>`;
  }

  #table(speaker: string, event: Event): void {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open) this.tabled = speaker;
    else if (this.tabled === speaker) this.tabled = undefined;
  }

  /** Drawn once per strip: a moment only moves the veil over what came later. */
  #drawn(strip: AudioStrip): TemplateResult {
    const { speaker } = strip;
    return svg`${coarsePieces(strip).map(({ kind, fromMs, startMs, endMs, line }) => {
      const x = (startMs / strip.lengthMs) * STRIP_WIDTH;
      const width = Math.max(0.6, ((endMs - startMs) / strip.lengthMs) * STRIP_WIDTH - 0.4);
      const said = `${PIECE_WORDS[kind].name} ${formatMs(endMs - startMs)}, from ${formatDuration(fromMs)}`;
      return svg`<rect x=${x} y=${REPLAY_HEIGHT + 2} width=${width} height=${STRIP_HEIGHT} fill=${pieceFill(kind)} data-line=${line} @pointerenter=${() => {
        this.pointed = { speaker, words: said };
      }}></rect>`;
    })}
        ${strip.replays.map(({ stream, startMs, endMs, lengthMs, line }) => {
          const x = (startMs / strip.lengthMs) * STRIP_WIDTH;
          const width = Math.max(2, ((endMs - startMs) / strip.lengthMs) * STRIP_WIDTH);
          return svg`<rect x=${x} y="0" width=${width} height=${REPLAY_HEIGHT} fill="var(--audio-replay)" data-line=${line} @pointerenter=${() => {
            this.pointed = { speaker, words: `sent again to stream ${stream}: ${formatMs(lengthMs)}` };
          }}></rect>`;
        })}`;
  }

  /** How far the strip was at the moment. */
  #placeNow(strip: AudioStrip, ledger: Ledger | undefined): number {
    if (this.moment.position >= this.story.lines.length) return strip.lengthMs;
    const receivedMs = ledger?.receivedMs ?? 0;
    return strip.pieces.findLast(({ fromMs, kind }) => kind !== "gap" && fromMs < receivedMs)
      ? placeOf(strip, receivedMs)
      : 0;
  }

  #summary(strip: AudioStrip): string {
    const sums = new Map<PieceKind, number>();
    for (const { kind, startMs, endMs } of strip.pieces)
      sums.set(kind, (sums.get(kind) ?? 0) + endMs - startMs);
    const words = [...sums].map(([kind, ms]) => `${PIECE_WORDS[kind].name} ${formatMs(ms)}`);
    const again = strip.replays.reduce((sum, { lengthMs }) => sum + lengthMs, 0);
    return `${speakerTitle(strip.speaker, this.#among)}: ${[...words, ...(again > 0 ? [`sent again ${formatMs(again)}`] : [])].join(", ")}`;
  }

  #proof(ledger: Ledger): TemplateResult {
    const { parts, receivedMs, isBalanced, imbalanceMs } = balanceOf(ledger);
    return html`<p class="proof" data-balanced=${isBalanced}>
      <span class="term"><b>${formatNumber(Math.round(receivedMs))}</b><small>received</small></span>
      ${dropsAsOne(parts).map(
        ({ name, meaning, ms }, index) =>
          html`<i aria-hidden="true">${index === 0 ? "=" : "+"}</i
            ><span class="term" title=${meaning} data-zero=${ms === 0}><b>${formatNumber(Math.round(ms))}</b><small>${name}</small></span>`,
      )}
      <span class="verdict">${icon(isBalanced ? "check" : "serious", 14)} ${isBalanced ? "balances" : `off by ${formatMs(imbalanceMs)}`}</span>
      ${
        ledger.replayedMs === 0
          ? nothing
          : html`<span class="term apart" title="Sent again to a new stream; not part of the sum"><b>${formatNumber(Math.round(ledger.replayedMs))}</b><small>sent again</small></span>`
      }
      ${
        ledger.standByMs === undefined
          ? nothing
          : html`<span class="term apart" title="Came on a further stream of the same voice; not part of the sum"><b>${formatNumber(Math.round(ledger.standByMs))}</b><small>stand-by</small></span>`
      }
    </p>`;
  }

  #legend(): TemplateResult {
    const kinds = Object.keys(PIECE_WORDS) as PieceKind[];
    return html`<p class="legend">
      ${kinds.map(
        (kind) =>
          html`<span title=${PIECE_WORDS[kind].meaning}
            ><svg width="16" height="12" aria-hidden="true"><rect width="16" height="12" fill=${pieceFill(kind)}></rect></svg
            >${PIECE_WORDS[kind].name}</span
          >`,
      )}
      <span title="Above the strip: audio that a new stream was sent once more"
        ><svg width="16" height="12" aria-hidden="true"><rect y="2" width="16" height="6" fill="var(--audio-replay)"></rect></svg>sent again</span
      >
      <span>all numbers in milliseconds</span>
    </p>`;
  }

  #jump(event: Event): void {
    const line = Number((event.target as Element).getAttribute("data-line"));
    if (line > 0) askPage(this, "line-wanted", { line });
  }
}

/** The three kinds of dropped audio as one account, which names those above zero. */
function dropsAsOne(parts: Balance["parts"]): Balance["parts"] {
  const [kept, drops] = [parts.slice(0, 3), parts.slice(3)];
  const told = drops.filter(({ ms }) => ms > 0);
  const name =
    told.length === 0
      ? "dropped"
      : `dropped: ${told.map((drop) => (told.length > 1 ? `${drop.name} ${formatNumber(Math.round(drop.ms))}` : drop.name)).join(", ")}`;
  const meaning = drops.map((drop) => `${drop.name} ${formatMs(drop.ms)}`).join(", ");
  return [...kept, { name, meaning, ms: drops.reduce((sum, { ms }) => sum + ms, 0) }];
}

function placeOf(strip: AudioStrip, positionMs: number): number {
  const piece = strip.pieces.findLast(({ kind, fromMs }) => kind !== "gap" && fromMs <= positionMs);
  return piece === undefined ? 0 : Math.min(strip.lengthMs, piece.startMs + positionMs - piece.fromMs);
}

customElements.define("audio-panel", AudioPanel);

declare global {
  interface HTMLElementTagNameMap {
    "audio-panel": AudioPanel;
  }
}
