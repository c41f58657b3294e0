/** The suggestion pane: filter, cards newest first, unread marks that go once a card was in sight for a moment. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { sendIntent } from "../intents.ts";
import type { CallPhase } from "../state/call.ts";
import {
  currentReplies,
  kindCounts,
  type Suggestions,
  unreadCount,
  visibleCards,
} from "../state/suggestions.ts";
import { CardSight } from "./card-sight.ts";
import { controlStyles } from "./control-styles.ts";
import { type EmptyState, emptyStateStyles, emptyStateTemplate } from "./empty-state.ts";
import "./filter-bar.ts";
import type { FilterBar } from "./filter-bar.ts";
import { icon } from "./icons.ts";
import { moveFocus } from "./roving-focus.ts";
import "./suggestion-card.ts";
import type { CopyResult, SuggestionCard } from "./suggestion-card.ts";
import { suggestionListStyles } from "./suggestion-list-styles.ts";

const EMPTY_BY_PHASE: Readonly<Record<CallPhase, EmptyState>> = {
  waiting: {
    icon: "phone",
    title: "Waiting for the call's audio",
    text: "Nothing to do: this page starts by itself when the call does.",
  },
  inProgress: {
    icon: "wave",
    title: "Listening",
    text: "Suggestions appear here as soon as the conversation gives a reason for one.",
  },
  onHold: {
    icon: "hourglass",
    title: "The call is on hold",
    text: "Suggestions go on when the call does.",
  },
  ended: { icon: "check", title: "The call has ended", text: "There were no suggestions in it." },
  failed: {
    icon: "problem",
    tone: "warn",
    title: "No suggestions",
    text: "Assistance has stopped for this call. Please carry on without it.",
  },
};

export class SuggestionList extends LitElement {
  static override properties = {
    suggestions: { attribute: false },
    phase: {},
    copyResult: { attribute: false },
    hasShortcuts: { type: Boolean },
    isAway: { state: true },
    activeId: { state: true },
  };
  declare suggestions: Suggestions;
  declare phase: CallPhase;
  declare copyResult: CopyResult | undefined;
  declare hasShortcuts: boolean;
  /** True while the top of the list is out of sight. */
  declare isAway: boolean;
  declare activeId: string | undefined;

  #sight = new CardSight((ids) => sendIntent(this, "cards-seen", { ids }));
  #heightBeforePx = 0;

  static override styles = [controlStyles, emptyStateStyles, suggestionListStyles];

  constructor() {
    super();
    this.isAway = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#sight.close();
  }

  focusFilter(): void {
    this.renderRoot.querySelector<FilterBar>("sidetone-filter")?.focusChosen();
  }

  /** Puts the keyboard on the card it was on last, or the newest. */
  focusList(): void {
    const cards = this.#cardElements();
    (cards.find((card) => card.card.id === this.activeId) ?? cards[0])?.focus();
  }

  override willUpdate(): void {
    this.#heightBeforePx = this.#scroller()?.scrollHeight ?? 0;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("suggestions")) return;
    const cards = this.#cardElements();
    this.#sight.watch(cards.filter((card) => card.isUnread));
    void Promise.all(cards.map((card) => card.updateComplete)).then(() => this.#holdPlace());
  }

  override render(): TemplateResult {
    const cards = visibleCards(this.suggestions);
    const counts = kindCounts(this.suggestions);
    const numberedId = this.hasShortcuts ? currentReplies(this.suggestions)?.cardId : undefined;
    const tabStop = cards.some((card) => card.id === this.activeId) ? this.activeId : cards[0]?.id;
    const unread = unreadCount(this.suggestions);
    return html`
      <sidetone-filter .counts=${counts} .filter=${this.suggestions.filter}></sidetone-filter>
      <div class="scroller" @scroll=${this.#onScroll}>
        ${cards.length === 0 ? this.#empty() : nothing}
        <div class="cards" role="feed" aria-label="Suggestions, newest first" @keydown=${this.#onKey}>
          ${repeat(
            cards,
            (card) => card.id,
            (card) => html`<sidetone-card
              tabindex=${card.id === tabStop ? 0 : -1}
              .card=${card}
              .isUnread=${!this.suggestions.read.has(card.id)}
              .isNumbered=${card.id === numberedId}
              .copyResult=${this.copyResult}
              @focusin=${() => {
                this.activeId = card.id;
              }}
            ></sidetone-card>`,
          )}
        </div>
        ${this.#dismissedLine()}
      </div>
      ${
        this.isAway && unread > 0
          ? html`<button class="newest" @click=${this.#toTop}>
              ${icon("arrowUp", 14)}${unread === 1 ? "1 new suggestion" : `${unread} new suggestions`}
            </button>`
          : nothing
      }
    `;
  }

  #empty(): TemplateResult {
    if (this.suggestions.dismissed.size === 0 || this.suggestions.cards.length === 0) {
      return emptyStateTemplate(EMPTY_BY_PHASE[this.phase]);
    }
    return emptyStateTemplate({
      icon: "check",
      title: "All caught up",
      text: "Every suggestion so far was dismissed. New ones appear here.",
    });
  }

  #dismissedLine(): TemplateResult | typeof nothing {
    const { cards, dismissed } = this.suggestions;
    const count = cards.filter((card) => dismissed.has(card.id)).length;
    if (count === 0) return nothing;
    return html`<p class="dismissed">
      ${count} dismissed
      <button class="text-button" @click=${() => sendIntent(this, "dismissal-undone", {})}>Bring back the last</button>
    </p>`;
  }

  #onKey = (event: KeyboardEvent): void => {
    const cards = this.#cardElements();
    const moved = moveFocus(event, cards, "vertical");
    moved?.scrollIntoView({ block: "nearest" });
    const isOnCard = cards.some((card) => card === event.composedPath()[0]);
    if (isOnCard && event.key === "Delete" && this.activeId !== undefined) this.#dismissActive(cards);
  };

  /** The focus goes on to the next card, or the keyboard would be lost. */
  #dismissActive(cards: SuggestionCard[]): void {
    const at = cards.findIndex((card) => card.card.id === this.activeId);
    const id = this.activeId;
    (cards[at + 1] ?? cards[at - 1])?.focus();
    if (id !== undefined) sendIntent(this, "card-dismissed", { id });
  }

  /** While the agent reads or points at a card, a newer one above must not move it from under the eye or the pointer. */
  #holdPlace(): void {
    const scroller = this.#scroller();
    if (scroller === null) return;
    const grownPx = scroller.scrollHeight - this.#heightBeforePx;
    const isBusy = scroller.scrollTop > 0 || scroller.matches(":hover") || this.matches(":focus-within");
    if (grownPx > 0 && isBusy && this.#heightBeforePx > scroller.clientHeight) scroller.scrollTop += grownPx;
  }

  #onScroll = (): void => {
    this.isAway = (this.#scroller()?.scrollTop ?? 0) > 24;
  };

  #toTop = (): void => {
    this.#scroller()?.scrollTo({ top: 0, behavior: "smooth" });
    this.#cardElements()[0]?.focus({ preventScroll: true });
  };

  #scroller(): HTMLElement | null {
    return this.renderRoot?.querySelector?.<HTMLElement>(".scroller") ?? null;
  }

  #cardElements(): SuggestionCard[] {
    return [...this.renderRoot.querySelectorAll<SuggestionCard>("sidetone-card")];
  }
}

customElements.define("sidetone-suggestions", SuggestionList);
