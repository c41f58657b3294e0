/** The panel: puts header, banner, transcript and suggestions together and carries out what they ask for. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { copyText } from "../clipboard.ts";
import type { Connection } from "../connection.ts";
import { type Intents, onIntent } from "../intents.ts";
import { keyIntent } from "../keys.ts";
import { loadShortcutsOn, loadTheme, saveCards, saveShortcutsOn, saveTheme, type Theme } from "../memory.ts";
import { phaseOf } from "../state/call.ts";
import { INITIAL_STATE, type PanelState } from "../state/panel-state.ts";
import { currentReplies, unreadCount } from "../state/suggestions.ts";
import type { PanelStore } from "../store.ts";
import "./connection-banner.ts";
import "./help-dialog.ts";
import type { HelpDialog } from "./help-dialog.ts";
import "./live-strip.ts";
import { panelAppStyles } from "./panel-app-styles.ts";
import "./panel-header.ts";
import "./pane-tabs.ts";
import type { Pane } from "./pane-tabs.ts";
import type { CopyResult } from "./suggestion-card.ts";
import "./suggestion-list.ts";
import type { SuggestionList } from "./suggestion-list.ts";
import { themeStyles } from "./theme-styles.ts";
import "./transcript-view.ts";
import type { TranscriptView } from "./transcript-view.ts";

const NEXT_THEME: Readonly<Record<Theme, Theme>> = { system: "light", light: "dark", dark: "system" };
const COPY_RESULT_SHOWN_MS = 2_000;
/** From here on both panes stand side by side. */
const WIDE_QUERY = "(min-width: 720px)";

export class PanelApp extends LitElement {
  static override properties = {
    theme: { reflect: true },
    panel: { state: true },
    pane: { state: true },
    isWide: { state: true },
    hasShortcuts: { state: true },
    copyResult: { state: true },
    announcement: { state: true },
    seenMessages: { state: true },
    nowMs: { state: true },
  };
  declare theme: Theme;
  declare panel: PanelState;
  declare pane: Pane;
  declare isWide: boolean;
  declare hasShortcuts: boolean;
  declare copyResult: CopyResult | undefined;
  declare announcement: string;
  declare seenMessages: number;
  declare nowMs: number;

  /** Set once by main.ts before the element enters the page. */
  callId = "";
  conversationName = "";
  store: PanelStore | undefined;
  connection: Connection | undefined;

  #wide = matchMedia(WIDE_QUERY);
  #copyTimer: ReturnType<typeof setTimeout> | undefined;
  #cleanUps: (() => void)[] = [];

  static override styles = [themeStyles, panelAppStyles];

  constructor() {
    super();
    this.theme = loadTheme();
    this.panel = INITIAL_STATE;
    this.pane = "suggestions";
    this.isWide = this.#wide.matches;
    this.hasShortcuts = loadShortcutsOn();
    this.announcement = "";
    this.seenMessages = 0;
    this.nowMs = Date.now();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { store } = this;
    if (store !== undefined) {
      this.panel = store.state();
      this.#cleanUps.push(store.subscribe(() => this.#onChange(store.state())));
    }
    const onWide = () => {
      this.isWide = this.#wide.matches;
    };
    this.#wide.addEventListener("change", onWide);
    window.addEventListener("keydown", this.#onKey);
    const clockTimer = setInterval(() => {
      this.nowMs = Date.now();
    }, 1_000);
    this.#cleanUps.push(
      () => this.#wide.removeEventListener("change", onWide),
      () => window.removeEventListener("keydown", this.#onKey),
      () => clearInterval(clockTimer),
      ...this.#listen(),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#copyTimer);
    for (const cleanUp of this.#cleanUps.splice(0)) cleanUp();
  }

  override render(): TemplateResult {
    const { call, connection, transcript, suggestions } = this.panel;
    const phase = phaseOf(call);
    const isShown = (pane: Pane) => this.isWide || this.pane === pane;
    return html`
      <sidetone-header
        .callId=${this.callId}
        .phase=${phase}
        .startedMs=${call.startedMs}
        .nowMs=${this.nowMs}
        .connection=${connection}
        .theme=${this.theme}
      ></sidetone-header>
      <sidetone-banner .connection=${connection} .call=${call} .nowMs=${this.nowMs}></sidetone-banner>
      ${
        this.isWide
          ? nothing
          : html`<sidetone-tabs
              .pane=${this.pane}
              .newSuggestions=${unreadCount(suggestions)}
              .newMessages=${Math.max(0, transcript.messages.length - this.seenMessages)}
            ></sidetone-tabs>`
      }
      <main data-layout=${this.isWide ? "wide" : "narrow"}>
        <section ?hidden=${!isShown("suggestions")} aria-label="Suggestions">
          ${this.isWide ? html`<h2>Suggestions</h2>` : nothing}
          <sidetone-suggestions
            .suggestions=${suggestions}
            .phase=${phase}
            .copyResult=${this.copyResult}
            .hasShortcuts=${this.hasShortcuts}
          ></sidetone-suggestions>
          ${this.isWide ? nothing : html`<sidetone-live-strip .transcript=${transcript}></sidetone-live-strip>`}
        </section>
        <section ?hidden=${!isShown("transcript")} aria-label="Transcript">
          ${this.isWide ? html`<h2>Transcript</h2>` : nothing}
          <sidetone-transcript
            .transcript=${transcript}
            .phase=${phase}
            .isShown=${isShown("transcript")}
          ></sidetone-transcript>
        </section>
      </main>
      <sidetone-help .hasShortcuts=${this.hasShortcuts}></sidetone-help>
      <div class="unseen" role="status">${this.announcement}</div>
    `;
  }

  #listen(): (() => void)[] {
    const on = <K extends keyof Intents>(name: K, listener: (detail: Intents[K]) => void) =>
      onIntent(this, name, listener);
    return [
      on("copy-wanted", (wanted) => void this.#copy(wanted)),
      on("card-dismissed", ({ id }) => this.store?.dispatch({ type: "card.dismissed", id })),
      on("dismissal-undone", () => this.store?.dispatch({ type: "card.dismissalUndone" })),
      on("cards-seen", ({ ids }) => this.store?.dispatch({ type: "cards.read", ids })),
      on("filter-chosen", ({ filter }) => this.store?.dispatch({ type: "filter.chosen", filter })),
      on("messages-seen", ({ count }) => {
        this.seenMessages = count;
      }),
      on("retry-wanted", () => this.connection?.retryNow()),
      on("reload-wanted", () => location.reload()),
      on("theme-wanted", () => {
        this.theme = NEXT_THEME[this.theme];
        saveTheme(this.theme);
      }),
      on("help-wanted", () => this.#help()?.open()),
      on("pane-wanted", ({ pane }) => this.#showPane(pane)),
      on("shortcuts-switched", ({ isOn }) => {
        this.hasShortcuts = isOn;
        saveShortcutsOn(isOn);
      }),
    ];
  }

  #onChange(next: PanelState): void {
    const before = this.panel;
    this.panel = next;
    if (next.suggestions !== before.suggestions) {
      const { read, dismissed } = next.suggestions;
      saveCards(this.conversationName, { read: [...read], dismissed: [...dismissed] });
    }
  }

  #onKey = (event: KeyboardEvent): void => {
    if (!this.hasShortcuts || this.#help()?.isOpen()) return;
    const intent = keyIntent(event);
    if (intent === undefined) return;
    event.preventDefault();
    switch (intent.type) {
      case "copyReply":
        void this.#copyReply(intent.index);
        break;
      case "showPane":
        this.#showPane(intent.pane);
        void this.updateComplete.then(() => this.#focusPane(intent.pane));
        break;
      case "filter":
        this.#showPane("suggestions");
        void this.updateComplete.then(() => this.#list()?.focusFilter());
        break;
      case "undismiss":
        this.store?.dispatch({ type: "card.dismissalUndone" });
        break;
      case "help":
        this.#help()?.open();
        break;
    }
  };

  async #copyReply(index: number): Promise<void> {
    const current = currentReplies(this.panel.suggestions);
    const text = current?.replies[index];
    if (current === undefined || text === undefined) return;
    await this.#copy({ key: `${current.cardId}/r${index}`, text, label: `Reply ${index + 1}` });
  }

  async #copy({ key, text, label }: Intents["copy-wanted"]): Promise<void> {
    const ok = await copyText(text);
    this.copyResult = { key, ok };
    this.announcement = ok
      ? `${label} copied`
      : `${label} could not be copied: select it and press Control C`;
    clearTimeout(this.#copyTimer);
    this.#copyTimer = setTimeout(() => {
      this.copyResult = undefined;
      this.announcement = "";
    }, COPY_RESULT_SHOWN_MS);
  }

  #showPane(pane: Pane): void {
    this.pane = pane;
  }

  #focusPane(pane: Pane): void {
    if (pane === "suggestions") this.#list()?.focusList();
    else this.renderRoot.querySelector<TranscriptView>("sidetone-transcript")?.focusWords();
  }

  #list(): SuggestionList | null {
    return this.renderRoot.querySelector<SuggestionList>("sidetone-suggestions");
  }

  #help(): HelpDialog | null {
    return this.renderRoot.querySelector<HelpDialog>("sidetone-help");
  }
}

customElements.define("sidetone-panel", PanelApp);
