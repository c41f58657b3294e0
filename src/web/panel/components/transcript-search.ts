/** The field that searches the transcript, with the way to the match before and after. Loaded once the page is shown. */
import type { TemplateResult } from "lit";
import { controlStyles, css, html, icon, LitElement, nothing, searchStyles, t } from "./page-parts.ts";

/** `step` leads from the match that is shown to the next (1) or the one before (-1); 0 begins a search. */
export interface SearchStep {
  wanted: string;
  step: -1 | 0 | 1;
}

export class TranscriptSearch extends LitElement {
  static override properties = {
    count: { type: Number },
    place: { type: Number },
  };
  /** Messages that match; undefined while nothing is searched for. */
  declare count: number | undefined;
  /** Of the one that is shown, from 1. */
  declare place: number;

  static override styles = [
    controlStyles,
    searchStyles,
    css`
      form {
        margin: 8px 12px 0;
      }
      output {
        font-size: var(--small);
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
      }
      .icon-button {
        inline-size: 26px;
        block-size: 26px;
      }
    `,
  ];

  focusField(): void {
    this.renderRoot.querySelector("input")?.select();
  }

  override render(): TemplateResult {
    const { count, place } = this;
    const arrow = (step: -1 | 1, label: string) => html`<button
      class="icon-button"
      type="button"
      aria-label=${label}
      title=${label}
      @click=${() => this.#send(step)}
    >
      ${icon(step === -1 ? "arrowUp" : "arrowDown", 14)}
    </button>`;
    return html`<form role="search" aria-label=${t("find.label")} @submit=${this.#onSubmit}>
      ${icon("search")}
      <input
        type="search"
        aria-label=${t("find.label")}
        placeholder=${t("find.label")}
        autocomplete="off"
        dir="auto"
        maxlength="100"
        @input=${() => this.#send(0)}
        @keydown=${this.#onKey}
      />
      <output>${count === undefined ? nothing : count === 0 ? t("find.nothing") : t("find.place", { place, count })}</output>
      ${count ? html`${arrow(-1, t("find.before"))}${arrow(1, t("find.next"))}` : nothing}
    </form>`;
  }

  #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    this.#send(1);
  };

  #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !event.shiftKey) return;
    event.preventDefault();
    this.#send(-1);
  };

  #send(step: SearchStep["step"]): void {
    const wanted = this.renderRoot.querySelector("input")?.value.trim() ?? "";
    this.dispatchEvent(new CustomEvent<SearchStep>("search-step", { detail: { wanted, step } }));
  }
}

customElements.define("sidetone-find", TranscriptSearch);
