/** The panel: puts header, banner, transcript and suggestions together and carries out what they ask for. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Connection } from "../connection.ts";
import type { FeedbackDesk } from "../feedback-desk.ts";
import { type Intents, onIntent } from "../intents.ts";
import type { KnowledgeSearch } from "../knowledge-search.ts";
import { formatNumber, t } from "../language/t.ts";
import { loadLater } from "../later-loader.ts";
import { loadShortcutsOn, loadTheme, saveCards, saveShortcutsOn, saveTheme, type Theme } from "../memory.ts";
import type { ProxyAnswer } from "../proxy-post.ts";
import { AwaitMedia } from "../state/await-media.ts";
import { CallLength } from "../state/call-length.ts";
import type { Card } from "../state/card.ts";
import { INITIAL_STATE, type PanelState, panelPhase } from "../state/panel-state.ts";
import { unreadCount } from "../state/suggestions.ts";
import { messageNamed } from "../state/transcript.ts";
import type { PanelStore } from "../store.ts";
import "./ask-box.ts";
import type { AskBox } from "./ask-box.ts";
import { AskDesk } from "./ask-desk.ts";
import "./call-banner.ts";
import "./connection-banner.ts";
import { CopyDesk } from "./copy-desk.ts";
import { placeOfKey } from "./copy-outcome.ts";
import type { HelpDialog } from "./help-dialog.ts";
import { whomRow, wrapUp } from "./later-elements.ts";
import "./live-strip.ts";
import { panelAppStyles } from "./panel-app-styles.ts";
import "./panel-header.ts";
import "./pane-tabs.ts";
import type { Pane } from "./pane-tabs.ts";
import { listenForShortcuts, type ShortcutActions } from "./shortcuts.ts";
import "./suggestion-list.ts";
import type { SuggestionList } from "./suggestion-list.ts";
import { themeStyles } from "./theme-styles.ts";
import "./transcript-view.ts";
import type { TranscriptView } from "./transcript-view.ts";
import { WindowState } from "./window-state.ts";

const PAGE_TITLE = "Sidetone";
const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };

export class PanelApp extends LitElement {
  static override properties = {
    theme: { reflect: true },
    panel: { state: true },
    pane: { state: true },
    hasShortcuts: { state: true },
    seenMessages: { state: true },
  };
  declare theme: Theme;
  declare panel: PanelState;
  declare pane: Pane;
  declare hasShortcuts: boolean;
  declare seenMessages: number;

  /** Set once by main.ts before the element enters the page. */
  callId = "";
  conversationName = "";
  awaitMediaMs = 0;
  guideUrl = "";
  store: PanelStore | undefined;
  connection: Connection | undefined;
  feedback: FeedbackDesk | undefined;
  /** Undefined where the agent cannot ask. */
  search: KnowledgeSearch | undefined;
  /** Asks for a SuggestConversationSummaryResponse; undefined where the agent cannot. */
  summarize: (() => Promise<ProxyAnswer>) | undefined;
  /** Whether the server keeps what the agent makes of a summary. */
  keepsSummaries = false;

  #window = new WindowState(this);
  #copyDesk = new CopyDesk(this);
  #askDesk = new AskDesk(this);
  #awaitMedia = new AwaitMedia();
  #length = new CallLength();
  #liveUntilMs: number | undefined;
  #cleanUps: (() => void)[] = [];

  static override styles = [themeStyles, panelAppStyles];

  constructor() {
    super();
    this.theme = loadTheme();
    this.panel = INITIAL_STATE;
    this.pane = "suggestions";
    this.hasShortcuts = loadShortcutsOn();
    this.seenMessages = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { store } = this;
    if (store !== undefined) {
      this.panel = store.state();
      this.#cleanUps.push(store.subscribe(() => this.#onChange(store.state())));
    }
    this.#cleanUps.push(listenForShortcuts(this.#shortcuts), ...this.#listen());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const cleanUp of this.#cleanUps.splice(0)) cleanUp();
  }

  override render(): TemplateResult {
    const { call, connection, transcript, suggestions } = this.panel;
    const phase = this.#awaitMedia.phaseAfter(panelPhase(this.panel), this.#window.nowMs, this.awaitMediaMs);
    const lengthMs = this.#length.after(call, phase, this.#window.nowMs);
    const isShown = (pane: Pane) => this.#window.isWide || this.pane === pane;
    return html`
      <sidetone-header
        .callId=${this.callId}
        .phase=${phase}
        .lengthMs=${lengthMs}
        .connection=${connection}
        .liveUntilMs=${this.#liveUntilMs}
        .theme=${this.theme}
      ></sidetone-header>
      ${whomRow(call.facts)}
      <sidetone-banner .connection=${connection} .nowMs=${this.#window.nowMs}></sidetone-banner>
      <sidetone-call-banner .call=${call} .phase=${phase} .guideUrl=${this.guideUrl}></sidetone-call-banner>
      ${
        this.#window.isWide
          ? nothing
          : html`<nav aria-label=${t("panes.label")}><sidetone-tabs
              .pane=${this.pane}
              .newSuggestions=${unreadCount(suggestions)}
              .newMessages=${Math.max(0, transcript.messages.length - this.seenMessages)}
            ></sidetone-tabs></nav>`
      }
      <main data-layout=${this.#window.isWide ? "wide" : "narrow"}>
        <section ?hidden=${!isShown("suggestions")} aria-label=${t("panes.suggestions")}>
          <h2 class=${this.#window.isWide ? "" : "unseen"}>${t("panes.suggestions")}</h2>
          <sidetone-ask
            .ask=${this.#askDesk.state}
            .canAsk=${this.search !== undefined}
            .canSummarize=${this.summarize !== undefined && call.hasStarted && this.panel.episode === undefined}
          ></sidetone-ask>
          <sidetone-suggestions
            .canAsk=${this.search !== undefined}
            .canEdit=${this.keepsSummaries && this.panel.episode === undefined}
            .suggestions=${suggestions}
            .phase=${phase}
            .noHelp=${call.noHelp}
            .copyResult=${this.#copyDesk.result}
            .hasShortcuts=${this.hasShortcuts}
          ></sidetone-suggestions>
          ${this.feedback && wrapUp({ call, phase, suggestions, lengthMs, copyResult: this.#copyDesk.result })}
          ${this.#window.isWide ? nothing : html`<sidetone-live-strip .transcript=${transcript}></sidetone-live-strip>`}
        </section>
        <section ?hidden=${!isShown("transcript")} aria-label=${t("panes.transcript")}>
          <h2 class=${this.#window.isWide ? "" : "unseen"}>${t("panes.transcript")}</h2>
          <sidetone-transcript
            .transcript=${transcript}
            .phase=${phase}
            .isShown=${isShown("transcript")}
          ></sidetone-transcript>
        </section>
      </main>
      <sidetone-help .hasShortcuts=${this.hasShortcuts}></sidetone-help>
      <div class=${this.#isNoteNeeded() ? "note" : "unseen"} role="status">${this.#copyDesk.announcement}</div>
    `;
  }

  #listen(): (() => void)[] {
    const on = <K extends keyof Intents>(name: K, listener: (detail: Intents[K]) => void) =>
      onIntent(this, name, listener);
    return [
      on("copy-wanted", (wanted) => void this.#copyDesk.copy(wanted)),
      on("text-used", ({ key }) => {
        const { cardId, part, index } = placeOfKey(key);
        this.store?.dispatch({ type: "card.used", id: cardId });
        this.#tell(cardId, (desk, card) => desk.copied(card, part === "r" ? index : undefined));
      }),
      on("card-judged", (judged) => {
        this.store?.dispatch({ type: "card.judged", ...judged });
        this.#tell(judged.id, (desk, card) => desk.judged(card, judged.verdict, judged.reason));
      }),
      on("search-wanted", (wanted) => void this.#ask(wanted)),
      on("summary-wanted", () => void this.#ask(undefined)),
      on("link-opened", ({ id, uri }) => this.#tell(id, (desk, card) => desk.opened(card, uri))),
      on("card-dismissed", ({ id }) => this.store?.dispatch({ type: "card.dismissed", id })),
      on("dismissal-undone", () => this.store?.dispatch({ type: "card.dismissalUndone" })),
      on("cards-seen", ({ ids }) => {
        this.store?.dispatch({ type: "cards.read", ids });
        for (const id of ids) this.#tell(id, (desk, card) => desk.displayed(card));
      }),
      on("filter-chosen", ({ filter }) => this.store?.dispatch({ type: "filter.chosen", filter })),
      on("messages-seen", ({ count }) => {
        this.seenMessages = count;
      }),
      on("words-wanted", ({ id }) => this.#showWords(id)),
      on("card-wanted", ({ id }) => this.#showThen("suggestions", () => this.#list()?.showCard(id))),
      on("retry-wanted", () => this.connection?.retryNow()),
      on("reload-wanted", () => location.reload()),
      on("theme-wanted", () => {
        this.theme = NEXT_THEME[this.theme];
        saveTheme(this.theme);
      }),
      on("help-wanted", () => void this.#showHelp()),
      on("pane-wanted", ({ pane }) => {
        this.pane = pane;
      }),
      on("shortcuts-switched", ({ isOn }) => {
        this.hasShortcuts = isOn;
        saveShortcutsOn(isOn);
      }),
    ];
  }

  #onChange(next: PanelState): void {
    const before = this.panel;
    this.panel = next;
    const isLive = next.connection.status === "live";
    if (isLive) this.#liveUntilMs = undefined;
    else if (before.connection.status === "live") this.#liveUntilMs = Date.now();
    const unread = unreadCount(next.suggestions);
    document.title = unread === 0 ? PAGE_TITLE : `(${formatNumber(unread)}) ${PAGE_TITLE}`;
    if (next.suggestions !== before.suggestions) saveCards(this.conversationName, next.suggestions);
  }

  readonly #shortcuts: ShortcutActions = {
    isOn: () => this.hasShortcuts && this.#help()?.isOpen?.() !== true,
    copyReply: (index) => void this.#copyDesk.copyReply(this.panel.suggestions, index),
    showPane: (pane) => this.#showThen(pane, () => this.#focusPane(pane)),
    ask: () =>
      this.#showThen("suggestions", () =>
        this.renderRoot.querySelector<AskBox>("sidetone-ask")?.focusQuestion(),
      ),
    filter: () => this.#showThen("suggestions", () => this.#list()?.focusFilter()),
    undismiss: () => this.store?.dispatch({ type: "card.dismissalUndone" }),
    find: () => this.#showThen("transcript", () => this.#words()?.focusSearch()),
    help: () => void this.#showHelp(),
  };

  #showWords(cardId: string): void {
    const { suggestions, transcript } = this.panel;
    const name = suggestions.cards.find(({ id }) => id === cardId)?.origin.latestMessage ?? "";
    const message = messageNamed(transcript, name);
    if (message !== undefined) this.#showThen("transcript", () => this.#words()?.reveal(message.key, cardId));
  }

  #showThen(pane: Pane, then: () => void): void {
    this.pane = pane;
    void this.updateComplete.then(then);
  }

  async #ask(wanted: Intents["search-wanted"] | undefined): Promise<void> {
    const { search, summarize, store, conversationName } = this;
    if (store === undefined) return;
    const call = { store, conversationName };
    const isAnswered =
      wanted === undefined
        ? summarize !== undefined && (await this.#askDesk.summarize(summarize, call))
        : search !== undefined && (await this.#askDesk.ask(search, call, wanted));
    if (isAnswered) this.#list()?.showNewest();
  }

  /** Of what was told under this key: the page around put it where the agent types. */
  readonly inserted = (key: string): void => this.#copyDesk.inserted(key);

  #tell(id: string, tell: (desk: FeedbackDesk, card: Card) => void): void {
    const card = this.panel.suggestions.cards.find((one) => one.id === id);
    if (card !== undefined && this.feedback !== undefined) tell(this.feedback, card);
  }

  /** The card shows its own result; only what happens out of sight, or went wrong, needs a note. */
  #isNoteNeeded(): boolean {
    const { result } = this.#copyDesk;
    return (
      result !== undefined &&
      (result.outcome === "failed" || !(this.#window.isWide || this.pane === "suggestions"))
    );
  }

  #focusPane(pane: Pane): void {
    if (pane === "suggestions") this.#list()?.focusList();
    else this.#words()?.focusWords();
  }

  #words(): TranscriptView | null {
    return this.renderRoot.querySelector<TranscriptView>("sidetone-transcript");
  }

  #list(): SuggestionList | null {
    return this.renderRoot.querySelector<SuggestionList>("sidetone-suggestions");
  }

  async #showHelp(): Promise<void> {
    if (await loadLater()) await this.#help()?.open?.();
  }

  /** Its methods are there once it is loaded. */
  #help(): Partial<HelpDialog> | null {
    return this.renderRoot.querySelector<HelpDialog>("sidetone-help");
  }
}

customElements.define("sidetone-panel", PanelApp);
