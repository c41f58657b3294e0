/**
 * `<transcript-panel>`: what was said and suggested, up to the moment and after it. Without words unless an operator with
 * the right asks for them, which is a line of the audit.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Masked, Revealed } from "../../../../contract/call-detail.ts";
import { speakerTitle } from "../../../../contract/speaker.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { clockTime, countOf, formatMs, formatNumber } from "../../parts/format.ts";
import { icon } from "../../parts/icons.ts";
import { type EntryKind, kindOfEntry } from "../logged-kind.ts";
import { askPage } from "../page-events.ts";
import { foldRepeats, type ShownEntry } from "./fold-repeats.ts";
import { readEntry } from "./read-entry.ts";
import { transcriptStyles } from "./transcript-styles.ts";

type Entry = Masked["entries"][number];

const KIND_NAMES: Readonly<Record<EntryKind, string>> = {
  said: "said",
  suggestion: "Suggestion",
  message: "Message",
  lifecycle: "Conversation",
  translation: "Translation",
  other: "Event",
};
/** Of what names no speaker. */
const ROLE_NAMES: Readonly<Record<string, string>> = { END_USER: "Customer", HUMAN_AGENT: "Agent" };
/** A payload this long fills the bar. */
const LONG_CHARACTERS = 1_200;
/** Elements are made for this many entries around the moment; the rest is counted. */
const MOST_SHOWN = 200;

export class TranscriptPanel extends LitElement {
  static override properties = {
    masked: { attribute: false },
    revealed: { attribute: false },
    speakers: { attribute: false },
    sequence: { type: Number },
    mayReveal: { type: Boolean },
  };
  declare masked: Masked;
  declare revealed: Revealed | null;
  /** Of the call. */
  declare speakers: readonly string[];
  /** The newest sequence of the delivery log at the moment; later entries are dimmed. */
  declare sequence: number;
  declare mayReveal: boolean;

  static override styles = [controlStyles, transcriptStyles];

  override render(): TemplateResult {
    const entries = foldRepeats(this.masked.entries);
    const around = entries.findLastIndex(({ entry }) => entry.sequence <= this.sequence);
    const first = Math.max(0, Math.min(around - MOST_SHOWN / 2, entries.length - MOST_SHOWN));
    const shown = entries.slice(first, first + MOST_SHOWN);
    const words = new Map(this.revealed?.entries.map((entry) => [entry.sequence, entry]));
    return html`<div class="tools">
        <span class="soft">${countOf(around + 1, "entry", "entries")} of ${formatNumber(entries.length)} at this moment</span>
        ${this.#button()}
      </div>
      ${entries.length === 0 ? html`<p class="soft">Nothing was logged yet.</p>` : nothing}
      <ol tabindex="0" aria-label="Transcript and suggestions">
        ${first > 0 ? html`<li class="more">${countOf(first, "earlier entry", "earlier entries")}</li>` : nothing}
        ${shown.map((one) => this.#entry(one, words.get(one.entry.sequence)))}
        ${
          first + shown.length < entries.length
            ? html`<li class="more">${countOf(entries.length - first - shown.length, "later entry", "later entries")}</li>`
            : nothing
        }
      </ol>`;
  }

  override updated(): void {
    const list = this.renderRoot.querySelector("ol");
    const now = this.renderRoot.querySelector<HTMLElement>('li[aria-current="true"]');
    if (list === null || now === null) return;
    const topPx = now.offsetTop - list.offsetTop;
    if (topPx < list.scrollTop) list.scrollTop = topPx;
    else if (topPx + now.offsetHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = topPx + now.offsetHeight - list.clientHeight;
  }

  #button(): TemplateResult {
    if (this.revealed !== null) {
      return html`<button class="button" type="button" @click=${() => askPage(this, "words-unwanted", {})}>
        ${icon("eyeOff", 14)} Hide words
      </button>`;
    }
    if (!this.mayReveal) return html`<span class="soft locked">${icon("eyeOff", 14)} Words are hidden</span>`;
    return html`<button class="button" type="button" @click=${() => askPage(this, "words-wanted", {})}>
      ${icon("eye", 14)} Reveal words
    </button>`;
  }

  #entry({ entry, repeat }: ShownEntry, revealed: Revealed["entries"][number] | undefined): TemplateResult {
    const kind = kindOfEntry(entry.kind);
    const role =
      entry.speaker === undefined
        ? (ROLE_NAMES[entry.role ?? ""] ?? entry.role ?? "")
        : speakerTitle(entry.speaker, this.speakers);
    const who = kind === "said" || kind === "message" ? role || KIND_NAMES[kind] : KIND_NAMES[kind];
    const isLater = entry.sequence > this.sequence;
    return html`<li
      data-kind=${kind}
      data-role=${entry.role ?? ""}
      data-when=${isLater ? "later" : "then"}
      aria-current=${[entry.sequence, repeat?.sequence].includes(this.sequence) ? "true" : nothing}
    >
      <span class="who">${kind === "suggestion" ? icon("bulb", 13) : nothing} ${who}</span>
      <time title=${repeat === undefined ? "" : repeatWords(entry, repeat)}
        >${clockTime(entry.loggedAtMs)}</time
      >
      ${revealed === undefined ? this.#bar(entry) : this.#words(revealed)}
      ${isLater ? html`<span class="unseen">(after this moment)</span>` : nothing}
    </li>`;
  }

  #bar({ characters }: Entry): TemplateResult {
    const percent = Math.max(4, Math.min(100, (Math.sqrt(characters) / Math.sqrt(LONG_CHARACTERS)) * 100));
    return html`<span class="masked" title="${formatNumber(characters)} characters, hidden">
      <span class="bar" .style=${`inline-size:${percent}%`}></span>
      <span class="unseen">${formatNumber(characters)} characters, hidden</span>
    </span>`;
  }

  #words(entry: Revealed["entries"][number]): TemplateResult {
    const { texts, json } = readEntry(entry);
    return html`<div class="words">
      ${texts.map(({ title, text }) => html`<p>${title === "" ? nothing : html`<b>${title}</b> `}${text}</p>`)}
      ${json === null ? nothing : html`<pre>${json}</pre>`}
    </div>`;
  }
}

function repeatWords(entry: Entry, repeat: Entry): string {
  const what = kindOfEntry(repeat.kind) === "said" ? "transcript" : "message";
  return `Its ${what} came ${formatMs(repeat.loggedAtMs - entry.loggedAtMs)} later`;
}

customElements.define("transcript-panel", TranscriptPanel);

declare global {
  interface HTMLElementTagNameMap {
    "transcript-panel": TranscriptPanel;
  }
}
