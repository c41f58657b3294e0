/**
 * `<confirm-dialog>`: asks before anything is done to a call or this instance.
 *
 *     const answer = await dialog.ask({ title: "End the call's assistance?", text: "...", confirm: "End", isDanger: true });
 *     if (answer !== undefined) act(answer.reason);
 *
 * One question at a time; a second one before the first is answered answers the first with undefined. The focus goes to
 * the first field or to "Cancel", and back to where it was.
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { confirmDialogStyles } from "./confirm-dialog-styles.ts";
import { controlStyles } from "./control-styles.ts";

export interface Question {
  title: string;
  text: string;
  /** Label of the button that does it. */
  confirm: string;
  isDanger?: boolean;
  /** Something to be told: there is nothing to think better of. */
  isNotice?: boolean;
  /** Must be typed before the button works. */
  word?: string;
  /** Label of a free text that goes into the audit; none is asked for without it. */
  reasonLabel?: string;
}

export interface Answer {
  /** "" if none was asked for or given. */
  reason: string;
}

const MAX_REASON_CHARACTERS = 200;

export class ConfirmDialog extends LitElement {
  static override properties = { question: { state: true }, typed: { state: true } };
  declare question: Question | undefined;
  declare typed: string;
  #settle: ((answer: Answer | undefined) => void) | undefined;

  static override styles = [controlStyles, confirmDialogStyles];

  constructor() {
    super();
    this.typed = "";
  }

  /** Resolves with the answer, or undefined when the operator thought better of it. */
  async ask(question: Question): Promise<Answer | undefined> {
    this.#finish(undefined);
    this.question = question;
    this.typed = "";
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog === null) return undefined;
    dialog.showModal();
    return await new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#finish(undefined);
  }

  override render(): TemplateResult {
    const { question } = this;
    return html`<dialog aria-labelledby="title" aria-describedby="text" @close=${() => this.#finish(undefined)}>
      ${question === undefined ? nothing : this.#form(question)}
    </dialog>`;
  }

  #form(question: Question): TemplateResult {
    const { word, reasonLabel } = question;
    const isReady = word === undefined || this.typed.trim().toLowerCase() === word.toLowerCase();
    return html`<form method="dialog" @submit=${this.#confirm}>
      <h2 id="title">${question.title}</h2>
      <p id="text">${question.text}</p>
      ${
        reasonLabel === undefined
          ? nothing
          : html`<label>${reasonLabel}<input name="reason" maxlength=${MAX_REASON_CHARACTERS} autocomplete="off" /></label>`
      }
      ${
        word === undefined
          ? nothing
          : html`<label
              ><span>Type <strong>${word}</strong> to confirm</span><input
                name="word"
                autocomplete="off"
                spellcheck="false"
                .value=${this.typed}
                @input=${(event: Event) => {
                  this.typed = (event.target as HTMLInputElement).value;
                }}
            /></label>`
      }
      <div class="buttons">
        ${
          question.isNotice === true
            ? nothing
            : html`<button class="button" type="button" ?autofocus=${word === undefined && reasonLabel === undefined} @click=${() => this.#finish(undefined)}>
                Cancel
              </button>`
        }
        <button class="button ${question.isDanger ? "danger" : "primary"}" type="submit" ?disabled=${!isReady}>
          ${question.confirm}
        </button>
      </div>
    </form>`;
  }

  #confirm = (event: SubmitEvent): void => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const reason = fields.get("reason");
    this.#finish({ reason: typeof reason === "string" ? reason.trim() : "" });
  };

  #finish(answer: Answer | undefined): void {
    const settle = this.#settle;
    this.#settle = undefined;
    this.renderRoot?.querySelector("dialog")?.close();
    settle?.(answer);
  }
}

customElements.define("confirm-dialog", ConfirmDialog);

declare global {
  interface HTMLElementTagNameMap {
    "confirm-dialog": ConfirmDialog;
  }
}
