/** The help dialog: what the panel does, its keys, and the switch that turns single keys off. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { dialogStyles } from "../../common/dialog.ts";
import { THIRD_PARTY_NOTICES_PATH } from "../../common/notices-path.ts";
import { PUBLIC_PATH } from "../../common/public-path.ts";
import { controlStyles, icon, sendIntent, t } from "./page-parts.ts";

/** Each row's keys as they are printed, and what they do. */
const keyRows = (): [keys: string[], meaning: string][] => [
  [["1", "…", "9"], t("help.copyReply")],
  [["s"], t("panes.suggestions")],
  [["t"], t("panes.transcript")],
  [["a"], t("ask.label")],
  [["f"], t("find.label")],
  [["/"], t("help.filter")],
  [["↑", "↓"], t("help.move")],
  [[t("help.delete")], t("help.dismiss")],
  [["+", "-"], t("help.judge")],
  [["u"], t("help.undismiss")],
  [["?"], t("help.help")],
];

export class HelpDialog extends LitElement {
  static override properties = { hasShortcuts: { type: Boolean } };
  declare hasShortcuts: boolean;

  static override styles = [
    controlStyles,
    dialogStyles,
    css`
      dialog {
        --dialog: 420px;
        max-block-size: calc(100dvh - 24px);
        padding: 0;
        box-shadow: 0 10px 40px rgb(0 0 0 / 25%);
      }
      dialog::backdrop {
        background: rgb(10 14 12 / 45%);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding-block-start: 8px;
        padding-inline: 16px 8px;
      }
      h2 {
        font-size: 1rem;
      }
      .content {
        padding: 4px 16px 16px;
      }
      p {
        margin: 6px 0 10px;
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 6px 12px;
        margin: 0 0 14px;
        align-items: baseline;
      }
      dt {
        white-space: nowrap;
      }
      dd {
        margin: 0;
      }
      label {
        display: flex;
        gap: 8px;
        align-items: center;
        padding-block: 10px 2px;
        border-block-start: 1px solid var(--line);
      }
      .foot {
        margin: 10px 0 0;
        font-size: var(--small);
      }
      input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
        accent-color: var(--accent);
      }
    `,
  ];

  /** It may just have been loaded. */
  async open(): Promise<void> {
    await this.updateComplete;
    const dialog = this.#dialog();
    if (dialog !== null && !dialog.open) dialog.showModal();
  }

  isOpen(): boolean {
    return this.#dialog()?.open ?? false;
  }

  override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @click=${this.#onBackdrop}>
      <div class="head">
        <h2 id="title">${t("help.title")}</h2>
        <button class="icon-button" aria-label=${t("help.close")} @click=${() => this.#dialog()?.close()}>${icon("cross")}</button>
      </div>
      <div class="content">
        <p>${t("help.text")}</p>
        <dl>
          ${keyRows().map(([keys, meaning]) => html`<dt>${keys.map((key) => (key === "…" ? " … " : html`<kbd>${key}</kbd> `))}</dt><dd>${meaning}</dd>`)}
        </dl>
        <label>
          <input
            type="checkbox"
            .checked=${this.hasShortcuts}
            @change=${(event: Event) =>
              sendIntent(this, "shortcuts-switched", { isOn: (event.target as HTMLInputElement).checked })}
          />
          ${t("help.shortcuts")}
        </label>
        <p class="foot"><a href=${`${PUBLIC_PATH}${THIRD_PARTY_NOTICES_PATH}`} target="_blank" rel="noopener">${t("help.notices")}</a></p>
      </div>
    </dialog>`;
  }

  #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  /** A click beside the dialog's content lands on the dialog itself. */
  #onBackdrop = (event: MouseEvent): void => {
    if (event.target === this.#dialog()) this.#dialog()?.close();
  };
}

customElements.define("sidetone-help", HelpDialog);
