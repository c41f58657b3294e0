/** `<copy-button .text=${id} label="call id">`: copies and says so for a moment, also to screen readers. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { copyText, FreshResult } from "../../common/copy.ts";
import { controlStyles } from "./control-styles.ts";
import { icon } from "./icons.ts";

const RESULT_SHOWN_MS = 1_500;

export class CopyButton extends LitElement {
  static override properties = {
    text: { attribute: false },
    label: {},
    /** -1 keeps it out of the tab order, for rows of a grid. */
    tab: { type: Number },
  };
  declare text: string;
  declare label: string;
  declare tab: number;
  readonly #result = new FreshResult<"copied" | "not copied">(this, RESULT_SHOWN_MS);

  static override styles = [
    controlStyles,
    css`
      :host {
        display: inline-grid;
      }
      .icon-button {
        inline-size: 24px;
        block-size: 24px;
      }
      [data-result="copied"] {
        color: var(--good);
      }
      [data-result="not copied"] {
        color: var(--bad);
      }
    `,
  ];

  constructor() {
    super();
    this.text = "";
    this.label = "";
    this.tab = 0;
  }

  override render(): TemplateResult {
    const { value: result } = this.#result;
    return html`<button
        class="icon-button"
        type="button"
        tabindex=${this.tab}
        aria-label="Copy ${this.label}"
        title=${result ?? `Copy ${this.label}`}
        data-result=${result ?? ""}
        @click=${this.#copy}
      >
        ${icon(result === undefined ? "copy" : result === "copied" ? "check" : "cross", 14)}
      </button>
      <span class="unseen" role="status">${result ?? ""}</span>`;
  }

  async copy(): Promise<void> {
    this.#result.show((await copyText(this.text)) ? "copied" : "not copied");
  }

  #copy = (event: Event): void => {
    event.stopPropagation();
    void this.copy();
  };
}

customElements.define("copy-button", CopyButton);

declare global {
  interface HTMLElementTagNameMap {
    "copy-button": CopyButton;
  }
}
