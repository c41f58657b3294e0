/** Both speakers' words: finals in order, interim text below them, following the newest unless the agent reads back. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { sendIntent } from "../intents.ts";
import { pageLanguage, t } from "../language/t.ts";
import { loadLater } from "../later-loader.ts";
import { loadTranslationView, saveTranslationView, type TranslationView } from "../memory.ts";
import type { CallPhase } from "../state/call.ts";
import {
  type Interim,
  interimsOf,
  type Transcript,
  type TranscriptMessage,
  type Who,
  whoSpoke,
} from "../state/transcript.ts";
import { translationFor } from "../state/translations.ts";
import { controlStyles } from "./control-styles.ts";
import { emptyPane, emptyState, emptyStateStyles } from "./empty-state.ts";
import { icon } from "./icons.ts";
import { translationBar } from "./later-elements.ts";
import { hasWords, transcriptLine } from "./transcript-line.ts";
import type { SearchStep, TranscriptSearch } from "./transcript-search.ts";
import { transcriptStyles } from "./transcript-styles.ts";
import { speakerName } from "./words.ts";

/** Closer than this to the end counts as reading the newest words. */
const END_MARGIN_PX = 40;

export class TranscriptView extends LitElement {
  static override properties = {
    transcript: { attribute: false },
    phase: {},
    isShown: { type: Boolean },
    isFollowing: { state: true },
    unseenCount: { state: true },
    wanted: { state: true },
    foundKey: { state: true },
    cardId: { state: true },
    view: { state: true },
  };
  declare transcript: Transcript;
  declare phase: CallPhase;
  declare isShown: boolean;
  declare isFollowing: boolean;
  declare unseenCount: number;
  /** What is searched for; "" for nothing. */
  declare wanted: string;
  /** The message that the search, or a suggestion, has led to. */
  declare foundKey: string | undefined;
  /** The card that led here, to go back to. */
  declare cardId: string | undefined;
  /** Of words that were translated. */
  declare view: TranslationView;
  #seenCount = 0;
  /** Where the end was when the page last went there. */
  #endPx = 0;
  #among: ReadonlySet<Who> = new Set();

  static override styles = [controlStyles, emptyStateStyles, transcriptStyles];

  constructor() {
    super();
    this.isFollowing = true;
    this.unseenCount = 0;
    this.wanted = "";
    this.view = loadTranslationView();
  }

  focusSearch(): void {
    void loadLater().then((isLoaded) => {
      if (isLoaded) this.renderRoot.querySelector<TranscriptSearch>("sidetone-find")?.focusField();
    });
  }

  /** Brings a message into sight for a card that is about it. */
  reveal(key: string, cardId: string): void {
    this.cardId = cardId;
    this.#show(key);
    void this.updateComplete.then(() => this.#found()?.focus({ preventScroll: true }));
  }

  /** Puts the keyboard on the words, so that the arrow keys scroll them. */
  focusWords(): void {
    this.#scroller()?.focus({ preventScroll: true });
  }

  override willUpdate(): void {
    const count = this.transcript.messages.length;
    if (this.isShown && this.isFollowing) this.#seenCount = count;
    this.unseenCount = Math.max(0, count - this.#seenCount);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("foundKey")) this.#markFound();
    this.#keepEnd();
    if (changed.has("transcript") || changed.has("isShown") || changed.has("isFollowing")) {
      sendIntent(this, "messages-seen", { count: this.#seenCount });
    }
  }

  /** The search above appears after the first words, and the agent may make the panel smaller. */
  override firstUpdated(): void {
    const scroller = this.#scroller();
    if (scroller !== null) new ResizeObserver(() => this.#keepEnd()).observe(scroller);
  }

  override render(): TemplateResult {
    const { messages } = this.transcript;
    const interims = interimsOf(this.transcript);
    this.#among = whoSpoke(this.transcript);
    const isEmpty = messages.length === 0 && interims.length === 0;
    const matches = this.#matches();
    return html`
      ${
        messages.length === 0
          ? nothing
          : html`<sidetone-find
              .count=${this.wanted === "" ? undefined : matches.length}
              .place=${matches.findIndex(({ key }) => key === this.foundKey) + 1}
              @search-step=${this.#onSearch}
            ></sidetone-find>`
      }
      ${translationBar(messages, this.view, this.#onView)}
      <div class="scroller" data-view=${this.view} tabindex="0" role="region" aria-label=${t("transcript.label")} @scroll=${this.#onScroll}>
        ${isEmpty ? emptyState(emptyPane("transcript", this.phase)) : nothing}
        <div role="log" aria-live="polite" aria-label=${t("transcript.log")} ?hidden=${messages.length === 0}><ol>
          ${guard([messages, this.#among.size, this.wanted], () =>
            repeat(
              messages,
              (message) => message.key,
              (message, index) => this.#line(message, messages[index - 1]),
            ),
          )}
        </ol></div>
        <div class="interims">${repeat(interims, ({ who }) => who, this.#interim)}</div>
        ${
          this.phase === "ended" && messages.length > 0
            ? html`<p class="end">${t("transcript.ended")}</p>`
            : nothing
        }
      </div>
      ${
        this.cardId === undefined
          ? nothing
          : html`<button class="newest back" @click=${this.#goBack}>${icon("arrowUp", 14)}${t("words.back")}</button>`
      }
      ${
        this.isFollowing || this.cardId !== undefined
          ? nothing
          : html`<button class="newest" @click=${this.#follow}>
              ${icon("arrowDown", 14)}
              ${this.unseenCount === 0 ? t("transcript.newest") : t("transcript.new", { count: this.unseenCount })}
            </button>`
      }
    `;
  }

  #line(message: TranscriptMessage, before: TranscriptMessage | undefined): TemplateResult {
    return transcriptLine(message, {
      name: speakerName(message.who, this.#among),
      opensTurn: before?.who !== message.who,
      wanted: this.wanted,
      translation: translationFor(message, pageLanguage()),
    });
  }

  #matches(): TranscriptMessage[] {
    return this.transcript.messages.filter(
      (message) =>
        hasWords(message.text, this.wanted) ||
        hasWords(translationFor(message, pageLanguage())?.text ?? "", this.wanted),
    );
  }

  #onView = ({ detail }: CustomEvent<TranslationView>): void => {
    this.view = detail;
    saveTranslationView(detail);
  };

  /** A search begins with the newest match, as what was just said is looked for most. */
  #onSearch = ({ detail: { wanted, step } }: CustomEvent<SearchStep>): void => {
    this.wanted = wanted;
    const keys = this.#matches().map(({ key }) => key);
    const at = keys.indexOf(this.foundKey ?? "");
    const next = at === -1 || step === 0 ? keys.length - 1 : (at + step + keys.length) % keys.length;
    this.#show(keys[next]);
  };

  #show(key: string | undefined): void {
    this.foundKey = key;
    if (key === undefined) return;
    this.isFollowing = false;
    void this.updateComplete.then(() => this.#found()?.scrollIntoView({ block: "center" }));
  }

  /** By hand: one line of many has these attributes, and a place for each in all lines would cost the page memory. */
  #markFound(): void {
    this.#found()?.removeAttribute("aria-current");
    const at = this.transcript.messages.findIndex(({ key }) => key === this.foundKey);
    const line = this.renderRoot.querySelectorAll("li")[at];
    line?.setAttribute("aria-current", "true");
    line?.setAttribute("tabindex", "-1");
  }

  #found(): HTMLElement | null {
    return this.renderRoot.querySelector("[aria-current]");
  }

  #goBack = (): void => {
    const id = this.cardId;
    this.cardId = undefined;
    this.foundKey = undefined;
    if (id !== undefined) sendIntent(this, "card-wanted", { id });
  };

  #interim = (interim: Interim): TemplateResult =>
    html`<div class="line interim" data-voice=${interim.voice}>
      <div class="who"><span class="name">${speakerName(interim.who, this.#among)}</span><span>${t("transcript.speaking")}</span></div>
      <p dir="auto">${interim.text}<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span></p>
    </div>`;

  #scroller(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".scroller");
  }

  #onScroll = (): void => {
    const scroller = this.#scroller();
    if (scroller === null || scroller.clientHeight === 0) return;
    const leftPx = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    if (leftPx < END_MARGIN_PX) this.isFollowing = true;
    else if (this.#wasLeft()) this.isFollowing = false;
  };

  /** In sight, as long as the agent has not scrolled up. */
  #keepEnd(): void {
    if (!this.isShown) this.#endPx = 0;
    else if (this.isFollowing && this.#wasLeft()) this.isFollowing = false;
    else if (this.isFollowing) this.#toEnd();
  }

  #follow = (): void => {
    this.isFollowing = true;
    this.#toEnd();
    this.focusWords();
  };

  /**
   * Whether the agent has scrolled up. The browser tells of a scroll later: the distance to an end that has moved meanwhile
   * says nothing, and words that come first must not take the page back.
   */
  #wasLeft(): boolean {
    const scroller = this.#scroller();
    if (scroller === null || scroller.clientHeight === 0) return false;
    const mostPx = scroller.scrollHeight - scroller.clientHeight;
    return mostPx >= this.#endPx && scroller.scrollTop < this.#endPx - END_MARGIN_PX;
  }

  #toEnd(): void {
    const scroller = this.#scroller();
    if (scroller === null) return;
    scroller.scrollTop = scroller.scrollHeight;
    this.#endPx = scroller.scrollTop;
  }
}

customElements.define("sidetone-transcript", TranscriptView);
