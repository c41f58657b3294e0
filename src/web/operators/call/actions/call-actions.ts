/** `<call-actions>`: what an operator may do to a live call, each with a question first, and the bundle to download. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../../contract/access.ts";
import "../../parts/confirm-dialog.ts";
import type { CallApi } from "../../data/call-source.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { type IconName, icon } from "../../parts/icons.ts";
import { pageHref, superviseHref } from "../../router.ts";
import type { Moment } from "../story/moment.ts";
import { actsOf, type CallAct } from "./call-acts.ts";
import { ERASE_QUESTION, erasedWords } from "./erase-words.ts";
import { SUPERVISE_QUESTION } from "./supervise-words.ts";

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
        border-radius: 6px;
        text-decoration: none;
      }
      details {
        position: relative;
      }
      summary {
        border-radius: 6px;
        list-style: none;
        cursor: pointer;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      .items {
        position: absolute;
        z-index: 6;
        inset-block-start: calc(100% + 4px);
        inset-inline-end: 0;
        display: grid;
        gap: 2px;
        padding: 6px;
        border: 1px solid var(--line-strong);
        border-radius: 8px;
        background: var(--surface);
        box-shadow: 0 8px 28px rgb(0 0 0 / 22%);
      }
      .items .button {
        justify-content: flex-start;
        border-color: transparent;
      }
      @media (max-width: 700px) {
        .items {
          inset-inline: 0 auto;
        }
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
    const ofSpeakers = acts.filter(({ action }) => action.action !== "call.end");
    return html`<div class="row">
        ${
          ofSpeakers.length === 0
            ? nothing
            : this.#menu(
                "Recognition",
                "wave",
                ofSpeakers.map((act) => this.#button(act)),
              )
        }
        ${acts.filter(({ action }) => action.action === "call.end").map((act) => this.#button(act))}
        ${
          this.live && this.api !== undefined && roles.includes("supervise")
            ? html`<button class="button" type="button" @click=${this.#askToSupervise}>${icon("eye", 14)} Read along</button>`
            : nothing
        }
        ${this.#downloads(roles.includes("reveal"))}
        ${
          !this.live && this.api !== undefined && roles.includes("act")
            ? html`<button class="button danger" type="button" ?disabled=${this.isBusy} @click=${this.#askToErase}>
                ${icon("erase", 14)} Erase call
              </button>`
            : nothing
        }
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

  #button(act: CallAct): TemplateResult {
    const tone = act.action.action === "call.end" ? "danger" : "";
    return html`<button class="button ${tone}" type="button" ?disabled=${this.isBusy} @click=${() => this.#ask(act)}>
      ${icon(act.icon, 14)} ${act.label}
    </button>`;
  }

  /** Opens below its name; a choice, Escape or the focus going elsewhere closes it. */
  #menu(name: string, mark: IconName, items: readonly TemplateResult[]): TemplateResult {
    const close = (event: Event) => {
      (event.currentTarget as HTMLDetailsElement).open = false;
    };
    return html`<details
      @click=${(event: Event) => {
        if ((event.target as Element).closest(".items") !== null) close(event);
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key !== "Escape") return;
        close(event);
        (event.currentTarget as HTMLElement).querySelector("summary")?.focus();
      }}
      @focusout=${(event: FocusEvent) => {
        const next = event.relatedTarget;
        if (next instanceof Node && !(event.currentTarget as HTMLElement).contains(next)) close(event);
      }}
    >
      <summary class="button">${icon(mark, 14)} ${name} <span aria-hidden="true">▾</span></summary>
      <div class="items">${items}</div>
    </details>`;
  }

  #downloads(mayReveal: boolean): TemplateResult | typeof nothing {
    if (this.api === undefined) return nothing;
    const link = (withWords: boolean, label: string) =>
      html`<a class="button" download href=${this.api?.bundleUrl(this.callKey, { withWords }) ?? ""}>${icon("bundle", 14)} ${label}</a>`;
    if (!mayReveal) return link(false, "Download bundle");
    return this.#menu("Bundle", "bundle", [
      link(false, "Download without words"),
      html`<button class="button" type="button" @click=${this.#askBundle}>${icon("eye", 14)} Download with words</button>`,
    ]);
  }

  #askBundle = async (): Promise<void> => {
    const answer = await this.#dialog()?.ask({
      title: "Download the bundle with words?",
      text: "The file will hold the words of caller and agent, and the suggestions. The download and your name are written to the audit.",
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
      text: `${act.text} The action and your name are written to the audit.`,
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

  #askToSupervise = async (): Promise<void> => {
    const answer = await this.#dialog()?.ask(SUPERVISE_QUESTION);
    if (answer !== undefined) open(superviseHref(this.callKey), "_blank", "noopener");
  };

  /** The page still shows what is gone: so it is left. */
  #askToErase = async (): Promise<void> => {
    const answer = await this.#dialog()?.ask(ERASE_QUESTION);
    if (answer === undefined || this.api === undefined) return;
    this.isBusy = true;
    try {
      const erased = await this.api.erase(this.callKey);
      await this.#dialog()?.ask({
        ...{ title: "The call is erased", text: erasedWords(erased) },
        ...{ confirm: "To the list", isNotice: true },
      });
      location.assign(pageHref("calls"));
    } catch (caught) {
      this.say(`Not erased: ${caught instanceof Error ? caught.message : String(caught)}`, true);
    } finally {
      this.isBusy = false;
    }
  };

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
