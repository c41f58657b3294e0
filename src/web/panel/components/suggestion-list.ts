/** The suggestion pane: filter, cards newest first, unread marks that go once a card was in sight for a moment. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { sendIntent } from "../intents.ts";
import { clockTime, isWordKey, t } from "../language/t.ts";
import type { CallPhase } from "../state/call.ts";
import { currentReplies, kindCounts, type Suggestions, visibleCards } from "../state/suggestions.ts";
import { CardSight } from "./card-sight.ts";
import { CardWindow } from "./card-window.ts";
import { controlStyles } from "./control-styles.ts";
import type { CopyResult } from "./copy-outcome.ts";
import { type EmptyPane, emptyPane, emptyState, emptyStateStyles } from "./empty-state.ts";
import "./filter-bar.ts";
import type { FilterBar } from "./filter-bar.ts";
import { icon } from "./icons.ts";
import { type PlaceParts, ReadingPlace } from "./reading-place.ts";
import { moveFocus } from "./roving-focus.ts";
import "./suggestion-card.ts";
import type { SuggestionCard } from "./suggestion-card.ts";
import { suggestionListStyles } from "./suggestion-list-styles.ts";

/** Scrolled further than this, the agent no longer looks at the newest card. */
const AWAY_PX = 24;
/** Nearer to the end of the list, older cards are put into the page. */
const NEAR_PX = 1_200;

/** The others say themselves what is missing. */
const EXPLAINED_PHASES: ReadonlySet<CallPhase> = new Set(["inProgress", "onHold", "ended", "failed"]);

export class SuggestionList extends LitElement {
  static override properties = {
    suggestions: { attribute: false },
    phase: {},
    noHelp: {},
    copyResult: { attribute: false },
    hasShortcuts: { type: Boolean },
    canAsk: { type: Boolean },
    canEdit: { type: Boolean },
    seenOrder: { state: true },
    isAway: { state: true },
    activeId: { state: true },
  };
  declare suggestions: Suggestions;
  declare phase: CallPhase;
  /** See CallStatus. */
  declare noHelp: string;
  declare copyResult: CopyResult | undefined;
  declare hasShortcuts: boolean;
  /** Whether related questions can be asked. */
  declare canAsk: boolean;
  /** Whether summaries can be edited and kept. */
  declare canEdit: boolean;
  /** The newest card's order when the top of the list was in sight last. */
  declare seenOrder: number;
  /** True while the top of the list is out of sight. */
  declare isAway: boolean;
  declare activeId: string | undefined;

  #window = new CardWindow();
  #sight = new CardSight((ids) => sendIntent(this, "cards-seen", { ids }));
  #place = new ReadingPlace(
    this,
    () => this.#placeParts(),
    () => this.#noteTop(),
  );

  static override styles = [controlStyles, emptyStateStyles, suggestionListStyles];

  constructor() {
    super();
    this.seenOrder = 0;
    this.isAway = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.close();
  }

  /** Brings the newest card into sight, for an agent who has asked for it. */
  showNewest(): void {
    void this.updateComplete.then(() => this.#toTop());
  }

  focusFilter(): void {
    this.renderRoot.querySelector<FilterBar>("sidetone-filter")?.focusChosen();
  }

  /** Brings a card into sight, with the keyboard on it. */
  async showCard(id: string): Promise<void> {
    const cards = visibleCards(this.suggestions);
    const wanted = cards.find((one) => one.id === id);
    if (this.#window.include(cards, wanted)) {
      this.isAway = true;
      this.requestUpdate();
      await this.updateComplete;
    }
    const card = this.#cardElements().find((one) => one.card.id === id);
    card?.scrollIntoView({ block: "nearest" });
    card?.focus({ preventScroll: true });
  }

  /** Puts the keyboard on the card it was on last, or the newest. */
  focusList(): void {
    const cards = this.#cardElements();
    (cards.find((card) => card.card.id === this.activeId) ?? cards[0])?.focus();
  }

  override updated(changed: PropertyValues<this>): void {
    this.#place.watch();
    if (!changed.has("suggestions")) return;
    const cards = this.#cardElements();
    this.#sight.watch(cards.filter((card) => card.isUnread));
    void Promise.all(cards.map((card) => card.updateComplete)).then(() => this.#place.settle());
  }

  override render(): TemplateResult {
    const all = visibleCards(this.suggestions);
    const cards = this.#window.shown(all, !this.isAway);
    const counts = kindCounts(this.suggestions);
    const repliesId = currentReplies(this.suggestions)?.cardId;
    const tabStop = cards.some((card) => card.id === this.activeId) ? this.activeId : cards[0]?.id;
    const newer = this.isAway ? all.filter((card) => card.order > this.seenOrder).length : 0;
    return html`
      <sidetone-filter .counts=${counts} .filter=${this.suggestions.filter}></sidetone-filter>
      <div class="scroller" @scroll=${this.#onScroll}>
        ${cards.length === 0 ? this.#empty() : nothing}
        <div class="cards" role=${cards.length === 0 ? nothing : "feed"} aria-label=${
          cards.length === 0 ? nothing : t("list.label")
        } @keydown=${this.#onKey} @card-dismissed=${this.#onDismissed}>
          ${repeat(
            cards,
            (card) => card.id,
            (card, index) => html`<sidetone-card
              role="article"
              aria-posinset=${index + 1}
              aria-setsize=${all.length}
              aria-label=${`${t(`kind.${card.content.kind}`)} ${clockTime(card.timeMs)}`}
              tabindex=${card.id === tabStop ? 0 : -1}
              .card=${card}
              .isUnread=${!this.suggestions.read.has(card.id)}
              .isNumbered=${this.hasShortcuts && card.id === repliesId}
              .isOutdated=${card.content.kind === "replies" && card.id !== repliesId}
              .canAsk=${this.canAsk}
              .canEdit=${this.canEdit}
              .reason=${this.suggestions.reasons.get(card.id)}
              .copyResult=${this.copyResult}
              .verdict=${this.suggestions.verdicts.get(card.id)}
              @focusin=${() => {
                this.activeId = card.id;
              }}
            ></sidetone-card>`,
          )}
        </div>
        <div class="room"></div>
      </div>
      <div role="status">
        ${
          newer > 0
            ? html`<button class="newest" @click=${this.#toTop}>
                ${icon("arrowUp", 14)}${t("list.new", { count: newer })}
              </button>`
            : nothing
        }
      </div>
      ${this.#dismissedLine()}
    `;
  }

  #empty(): TemplateResult {
    if (this.suggestions.dismissed.size === 0 || this.suggestions.cards.length === 0) {
      return emptyState(this.#reason() ?? emptyPane("suggestions", this.phase));
    }
    return emptyState({
      icon: "check",
      title: t("empty.caughtUp"),
      text: t("empty.caughtUp.text"),
    });
  }

  /** Why there are none, for as long as that is known. What this page leaves out itself, it knows best. */
  #reason(): EmptyPane | undefined {
    const code = this.suggestions.unlisted > 0 ? "NOT_LISTED" : this.noHelp;
    const isExplained = EXPLAINED_PHASES.has(this.phase) || code === "NO_SPEAKER";
    const reason = `noHelp.${code}`;
    if (!isWordKey(reason) || !isExplained) return undefined;
    const text = t("empty.noSuggestions.text", { reason: t(reason), code });
    return { icon: "problem", tone: "warn", title: t("empty.noSuggestions"), text };
  }

  #dismissedLine(): TemplateResult | typeof nothing {
    const { cards, dismissed } = this.suggestions;
    const count = cards.filter((card) => dismissed.has(card.id)).length;
    if (count === 0) return nothing;
    return html`<p class="dismissed">
      ${t("list.dismissed", { count })}
      <button class="text-button" @click=${() => sendIntent(this, "dismissal-undone", {})}>${t("list.bringBack")}</button>
    </p>`;
  }

  #onKey = (event: KeyboardEvent): void => {
    const cards = this.#cardElements();
    moveFocus(event, cards, "vertical")?.scrollIntoView({ block: "nearest" });
    const focused = cards.find((card) => card === event.composedPath()[0]);
    if (focused === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Delete") sendIntent(focused, "card-dismissed", { id: focused.card.id });
    else if (event.key === "+") focused.judge("up");
    else if (event.key === "-") focused.judge("down");
  };

  /** The focus moves to the next card before its card is removed, or the keyboard would lose its place. */
  #onDismissed = (event: Event): void => {
    const cards = this.#cardElements();
    const at = cards.findIndex((card) => event.composedPath().includes(card));
    if (cards[at]?.matches(":focus-within")) (cards[at + 1] ?? cards[at - 1])?.focus({ preventScroll: true });
  };

  #onScroll = (): void => {
    this.#place.moved();
    const { scroller } = this.#placeParts() ?? {};
    if (scroller === undefined || !this.isAway) return;
    const leftPx = scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop;
    if (leftPx < NEAR_PX && this.#window.extend(visibleCards(this.suggestions))) this.requestUpdate();
  };

  #placeParts(): PlaceParts | undefined {
    const part = (name: string) => this.renderRoot?.querySelector?.<HTMLElement>(name) ?? undefined;
    const [scroller, content, room] = [part(".scroller"), part(".cards"), part(".room")];
    return scroller && content && room && { scroller, content, room };
  }

  /** Whatever is newer than what was at the top then, is announced. */
  #noteTop(): void {
    const { scroller } = this.#placeParts() ?? {};
    if (scroller === undefined || scroller.clientHeight === 0) return;
    this.isAway = scroller.scrollTop > AWAY_PX;
    if (!this.isAway) this.seenOrder = this.suggestions.cards[0]?.order ?? 0;
  }

  #toTop = (): void => {
    this.#place.toTop();
    this.#cardElements()[0]?.focus({ preventScroll: true });
  };

  #cardElements(): SuggestionCard[] {
    return [...this.renderRoot.querySelectorAll<SuggestionCard>("sidetone-card")];
  }
}

customElements.define("sidetone-suggestions", SuggestionList);
