/** The line under the header that appears when something is wrong: what it is, and what the agent can do. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { type CallStatus, phaseOf, recognitionTroubles } from "../state/call.ts";
import type { ConnectionState } from "../state/panel-state.ts";
import { controlStyles } from "./control-styles.ts";
import { icon } from "./icons.ts";
import { troubleWords } from "./words.ts";

interface Banner {
  tone: "warn" | "bad";
  title: string;
  text: string;
  action?: { label: string; run: () => void };
}

export class ConnectionBanner extends LitElement {
  static override properties = {
    connection: { attribute: false },
    call: { attribute: false },
    nowMs: { type: Number },
  };
  declare connection: ConnectionState;
  declare call: CallStatus;
  declare nowMs: number;

  static override styles = [
    controlStyles,
    css`
      .banner {
        display: grid;
        grid-template-columns: auto 1fr auto;
        gap: 4px 8px;
        align-items: center;
        padding: 8px 12px;
        font-size: 0.8125rem;
        border-block-end: 1px solid var(--line);
      }
      .warn {
        background: var(--warn-wash);
        color: var(--warn);
      }
      .bad {
        background: var(--bad-wash);
        color: var(--bad);
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 5px 12px;
        font-size: var(--small);
        border-block-end: 1px solid var(--line);
      }
      li {
        display: flex;
        gap: 6px;
      }
      li svg {
        flex: none;
        margin-block-start: 2px;
      }
      strong {
        display: block;
      }
      p {
        margin: 0;
        color: var(--ink);
        font-variant-numeric: tabular-nums;
      }
      .mark {
        align-self: start;
        padding-block-start: 2px;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const banner = this.#banner();
    if (banner === undefined) return this.#troubles();
    return html`<div class="banner ${banner.tone}" role="alert">
      <span class="mark">${icon(banner.tone === "bad" ? "problem" : "unplugged")}</span>
      <div><strong>${banner.title}</strong><p aria-live="off">${banner.text}</p></div>
      ${
        banner.action === undefined
          ? nothing
          : html`<button class="solid-button" @click=${banner.action.run}>${banner.action.label}</button>`
      }
    </div>`;
  }

  /** Speakers who are not heard right now: worth a line, not an alarm. */
  #troubles(): TemplateResult | typeof nothing {
    const phase = phaseOf(this.call);
    const troubles = phase === "inProgress" ? recognitionTroubles(this.call) : [];
    if (troubles.length === 0) return nothing;
    return html`<ul class="warn" role="status">
      ${troubles.map(
        ({ speaker, trouble }) =>
          html`<li>${icon("problem", 14)}<span>${troubleWords(speaker, trouble)}</span></li>`,
      )}
    </ul>`;
  }

  #banner(): Banner | undefined {
    const retry = (label: string) => ({ label, run: () => sendIntent(this, "retry-wanted", {}) });
    switch (this.connection.status) {
      case "reconnecting": {
        const seconds = Math.max(0, Math.ceil((this.connection.retryAtMs - this.nowMs) / 1000));
        const when = seconds === 0 ? "Trying now" : `Next try in ${seconds} s`;
        return {
          tone: "warn",
          title: "Connection lost",
          text: `${when} (try ${this.connection.attempt}). What you miss is fetched afterwards.`,
          action: retry("Try now"),
        };
      }
      case "offline":
        return {
          tone: "bad",
          title: "The server cannot be reached",
          text: "Check this computer's network. What you miss is fetched afterwards.",
          action: retry("Try again"),
        };
      case "unknownCall":
        return {
          tone: "warn",
          title: "The server does not know this call yet",
          text: "This page keeps asking. If the call is already running, open it again from Five9.",
          action: retry("Ask now"),
        };
      case "expired":
        return {
          tone: "bad",
          title: "Access to this call has expired",
          text: "Reload to get in again. If that does not help, open the call again from Five9.",
          action: { label: "Reload", run: () => sendIntent(this, "reload-wanted", {}) },
        };
      default:
        return this.#failure();
    }
  }

  #failure(): Banner | undefined {
    const { failure } = this.call;
    if (failure === undefined) return undefined;
    return {
      tone: "bad",
      title: "Assistance has stopped for this call",
      text: `Please carry on without it. For your supervisor: ${failure.code}${failure.message === "" ? "" : `, ${failure.message}`}.`,
    };
  }
}

customElements.define("sidetone-banner", ConnectionBanner);
