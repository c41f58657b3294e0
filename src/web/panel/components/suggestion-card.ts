/** The frame of one suggestion: kind, time, unread mark, copy and dismiss, and the body of its kind. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { UNNAMED_SUGGESTION } from "../../../assist/unnamed.ts";
import { sendIntent } from "../intents.ts";
import { clockTime, t } from "../language/t.ts";
import { loadLater } from "../later-loader.ts";
import { type Card, canBeJudged, plainTextOf, type Reason, type Verdict } from "../state/card.ts";
import { cardBody } from "./card-body.ts";
import { cardStyles } from "./card-styles.ts";
import { controlStyles } from "./control-styles.ts";
import { type CopyOutcome, type CopyResult, outcomeWords } from "./copy-outcome.ts";
import { icon, kindIcon } from "./icons.ts";
import { richStyles } from "./rich-styles.ts";
import { sayStyles } from "./say-styles.ts";
import { reasonButtons, verdictButtons } from "./verdict-buttons.ts";

/** Longer texts are folded, so that one answer does not push the rest out of sight. */
const LONG_TEXT_CHARACTERS = 420;

export class SuggestionCard extends LitElement {
  static override properties = {
    card: { attribute: false },
    isUnread: { type: Boolean },
    isNumbered: { type: Boolean },
    isOutdated: { type: Boolean },
    canAsk: { type: Boolean },
    canEdit: { type: Boolean },
    isEditing: { state: true },
    reason: { attribute: false },
    copyResult: { attribute: false },
    verdict: { attribute: false },
    isUnfolded: { state: true },
  };
  declare card: Card;
  declare isUnread: boolean;
  declare isNumbered: boolean;
  /** True for replies that a newer set has followed: kept, but out of the way. */
  declare isOutdated: boolean;
  declare canAsk: boolean;
  /** Whether a summary can be edited and kept. */
  declare canEdit: boolean;
  declare isEditing: boolean;
  declare reason: Reason | undefined;
  declare copyResult: CopyResult | undefined;
  declare verdict: Verdict | undefined;
  declare isUnfolded: boolean;

  static override styles = [controlStyles, cardStyles, richStyles, sayStyles];

  constructor() {
    super();
    this.isUnfolded = false;
    this.isEditing = false;
  }

  override render(): TemplateResult {
    const { id, content, timeMs } = this.card;
    const { kind } = content;
    const label = t(`kind.${kind}`);
    const isLong = kind !== "replies" && plainTextOf(content).length > LONG_TEXT_CHARACTERS;
    return html`<article
      data-kind=${kind}
      ?data-unread=${this.isUnread}
      ?data-outdated=${this.isOutdated}
      role="presentation"
      @click=${this.#onClick}
      @auxclick=${this.#onClick}
    >
      <header>
        <h3>${kindIcon(kind)}${content.kind === "other" && content.title !== UNNAMED_SUGGESTION ? content.title : label}</h3>
        ${this.#time(timeMs)}
        ${this.isUnread ? html`<span class="new">${t("card.new")}</span>` : nothing}
        ${this.card.isKept ? html`<span class="kept">${icon("check", 12)}${t("summary.kept")}</span>` : nothing}
        <span class="tools">
          ${canBeJudged(this.card) ? verdictButtons(label, this.verdict, (verdict) => this.judge(verdict)) : nothing}
          ${this.#isEditable() ? this.#editButton() : nothing}
          ${kind === "replies" || kind === "problem" ? nothing : this.#copyButton(label)}
          <button
            class="icon-button"
            aria-label=${t("card.dismissKind", { kind: label })}
            title=${t("card.dismiss")}
            @click=${() => sendIntent(this, "card-dismissed", { id })}
          >
            ${icon("cross", 14)}
          </button>
        </span>
      </header>
      ${reasonButtons(this.verdict, this.reason, (reason) =>
        sendIntent(this, "card-judged", { id, verdict: "down", reason }),
      )}
      ${this.isEditing ? this.#editor() : this.#body(isLong)}
    </article>`;
  }

  /** Leads to the words, where it is known which these are. */
  #time(timeMs: number): TemplateResult {
    const time = html`<time>${clockTime(timeMs)}</time>`;
    if (this.card.origin.latestMessage === undefined) return time;
    return html`<button
      class="text-button words"
      title=${t("words.show")}
      aria-label=${t("words.showOf", { time: clockTime(timeMs) })}
      @click=${() => sendIntent(this, "words-wanted", { id: this.card.id })}
    >
      ${time}
    </button>`;
  }

  #body(isLong: boolean): TemplateResult {
    const { content } = this.card;
    return html`<div class="body" ?data-clamped=${isLong && !this.isUnfolded}>
        ${cardBody(content, {
          isNumbered: this.isNumbered,
          resultOf: (key) => this.#resultOf(key),
          copy: (key, text, label) => this.#copy(key, text, label),
          ask: this.canAsk
            ? (text) => sendIntent(this, "search-wanted", { text, isSuggested: true })
            : undefined,
        })}
      </div>
      ${
        isLong
          ? html`<button
              class="text-button more"
              aria-expanded=${this.isUnfolded}
              @click=${() => {
                this.isUnfolded = !this.isUnfolded;
              }}
            >
              ${t(this.isUnfolded ? "card.showLess" : "card.showAll")}
            </button>`
          : nothing
      }`;
  }

  #isEditable(): boolean {
    return this.canEdit && this.card.content.kind === "summary" && !this.isEditing;
  }

  #editButton(): TemplateResult {
    return html`<button
      class="text-button edit"
      aria-label=${t("summary.edit")}
      @click=${() => void this.#edit()}
    >
      ${icon("pen", 14)}<span class="word">${t("summary.edit.short")}</span>
    </button>`;
  }

  async #edit(): Promise<void> {
    this.isEditing = await loadLater();
  }

  #editor(): TemplateResult | typeof nothing {
    const { id, content } = this.card;
    if (content.kind !== "summary") return nothing;
    return html`<sidetone-summary-editor
      class="body"
      .cardId=${id}
      .sections=${content.sections}
      @editor-closed=${this.#onEditorClosed}
    ></sidetone-summary-editor>`;
  }

  /** The keyboard goes back to where it came from. */
  #onEditorClosed = (): void => {
    this.isEditing = false;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".edit")?.focus());
  };

  /** The same thumb again takes it back. */
  judge(verdict: Verdict): void {
    if (!canBeJudged(this.card)) return;
    const next = verdict === this.verdict ? undefined : verdict;
    sendIntent(this, "card-judged", { id: this.card.id, verdict: next });
  }

  #onClick = (event: Event): void => {
    const link = event.composedPath().find((target) => target instanceof HTMLAnchorElement);
    if (link !== undefined) {
      sendIntent(this, "link-opened", { id: this.card.id, uri: link.dataset.uri ?? link.href });
    }
  };

  #copyButton(label: string): TemplateResult {
    const result = this.#resultOf("all");
    const { content } = this.card;
    return html`<button
      class="text-button"
      data-result=${result ?? nothing}
      aria-label=${t("copy.copyPart", { part: label })}
      @click=${() => this.#copy("all", plainTextOf(content), label)}
    >
      ${icon(result === undefined || result === "failed" ? "copy" : "check", 14)}<span class="word"
        >${outcomeWords(result)}</span
      >
    </button>`;
  }

  #copy(key: string, text: string, label: string): void {
    sendIntent(this, "copy-wanted", { key: `${this.card.id}/${key}`, text, label });
  }

  #resultOf(key: string): CopyOutcome | undefined {
    return this.copyResult?.key === `${this.card.id}/${key}` ? this.copyResult.outcome : undefined;
  }
}

customElements.define("sidetone-card", SuggestionCard);
