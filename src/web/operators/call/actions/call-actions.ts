/** `<call-actions>`: what an operator may do to a live call, each with a question first, and the bundle to download. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../../operators/contract/access.ts";
import "../../parts/confirm-dialog.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { icon } from "../../parts/icons.ts";
import type { CallApi } from "../call-source.ts";
import type { Moment } from "../story/moment.ts";
import { actsOf, type CallAct } from "./call-acts.ts";

const NOTICE_SHOWN_MS = 6_000;

export class CallActions extends LitElement {
  static override properties = {
    callKey: {},
    live: { type: Boolean },
    moment: { attribute: false },
    api: { attribute: false },
    session: { attribute: false },
    notice: { state: true },
    isBusy: { state: true },
  };
  declare callKey: string;
  declare live: boolean;
  /** The newest moment: acts are about the call as it is, wherever the page looks. */
  declare moment: Moment;
  /** Absent for a call from a bundle: nothing can be done to it. */
  declare api: CallApi | undefined;
  declare session: OperatorSession | undefined;
  declare notice: { text: string; isError: boolean } | undefined;
  declare isBusy: boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    controlStyles,
    css`
      .row {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        align-items: center;
      }
      a.button {
        text-decoration: none;
      }
      .notice {
        display: flex;
        gap: 6px;
        align-items: center;
        margin: 8px 0 0;
        padding: 6px 10px;
        border-radius: 6px;
        background: var(--good-wash);
        color: var(--good);
        font-size: 0.8125rem;
        font-weight: 600;
      }
      .notice[data-error="true"] {
        background: var(--bad-wash);
        color: var(--bad);
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult {
    const roles = this.session?.roles ?? [];
    const acts = this.live && roles.includes("act") ? actsOf(this.moment) : [];
    return html`<div class="row">
        ${acts.map(
          (act) =>
            html`<button class="button ${act.action.action === "call.end" ? "danger" : ""}" type="button" ?disabled=${this.isBusy} @click=${() => this.#ask(act)}>
              ${icon(act.icon, 14)} ${act.label}
            </button>`,
        )}
        ${this.#downloads(roles.includes("reveal"))}
      </div>
      <div role="status">
        ${
          this.notice === undefined
            ? nothing
            : html`<p class="notice" data-error=${this.notice.isError}>${icon(this.notice.isError ? "serious" : "check", 14)} ${this.notice.text}</p>`
        }
      </div>
      <confirm-dialog></confirm-dialog>`;
  }

  /** A message other parts of the page may show here, too. */
  say(text: string, isError: boolean): void {
    this.notice = { text, isError };
    clearTimeout(this.#timer);
    // An error stays until the next message: it must not be gone before it was read.
    if (!isError) this.#timer = setTimeout(() => this.#clear(), NOTICE_SHOWN_MS);
  }

  #clear(): void {
    this.notice = undefined;
  }

  #downloads(mayReveal: boolean): TemplateResult | typeof nothing {
    if (this.api === undefined) return nothing;
    const link = (withWords: boolean, label: string) =>
      html`<a class="button" download href=${this.api?.bundleUrl(this.callKey, { withWords }) ?? ""}>${icon("bundle", 14)} ${label}</a>`;
    return html`${link(false, "Download bundle")}
      ${
        mayReveal
          ? html`<button class="button" type="button" @click=${this.#askBundle}>${icon("bundle", 14)} Bundle with words</button>`
          : nothing
      }`;
  }

  #askBundle = async (): Promise<void> => {
    const answer = await this.#dialog()?.ask({
      title: "Download the bundle with words?",
      text: "The file will hold what caller and agent said and what was suggested. The download is written to the audit with your name.",
      confirm: "Download with words",
    });
    if (answer === undefined || this.api === undefined) return;
    const link = document.createElement("a");
    link.href = this.api.bundleUrl(this.callKey, { withWords: true });
    link.download = "";
    link.click();
  };

  async #ask(act: CallAct): Promise<void> {
    const isEnd = act.action.action === "call.end";
    const answer = await this.#dialog()?.ask({
      title: act.title,
      text: `${act.text} The act is written to the audit with your name.`,
      confirm: act.label,
      isDanger: act.isDanger,
      ...(isEnd ? { reasonLabel: "Reason (optional)" } : {}),
    });
    if (answer === undefined || this.api === undefined) return;
    const action =
      act.action.action === "call.end" && answer.reason !== ""
        ? { ...act.action, reason: answer.reason }
        : act.action;
    this.isBusy = true;
    try {
      await this.api.act(this.callKey, action);
      this.say(act.done, false);
    } catch (caught) {
      this.say(`Not done: ${caught instanceof Error ? caught.message : String(caught)}`, true);
    } finally {
      this.isBusy = false;
    }
  }

  #dialog() {
    return this.renderRoot.querySelector("confirm-dialog");
  }
}

customElements.define("call-actions", CallActions);

declare global {
  interface HTMLElementTagNameMap {
    "call-actions": CallActions;
  }
}
