/** The top line: the call and its state, the connection to the server, theme and help. */
import { css, html, LitElement, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { clockTime, t } from "../language/t.ts";
import type { Theme } from "../memory.ts";
import type { CallPhase } from "../state/call.ts";
import type { ConnectionState } from "../state/panel-state.ts";
import { controlStyles } from "./control-styles.ts";
import { type IconName, icon } from "./icons.ts";
import { duration } from "./words.ts";

/** Each state has a different shape, so that colour is never the only sign. */
const CONNECTION_SHAPES: Readonly<Record<ConnectionState["status"], string>> = {
  connecting: "ring",
  live: "disc",
  reconnecting: "ring",
  offline: "cross",
  unknownCall: "cross",
  expired: "cross",
};

const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: "auto", light: "sun", dark: "moon" };

export class PanelHeader extends LitElement {
  static override properties = {
    callId: {},
    phase: {},
    lengthMs: { attribute: false },
    connection: { attribute: false },
    liveUntilMs: { type: Number },
    theme: {},
  };
  declare callId: string;
  declare phase: CallPhase;
  /** Undefined where it is not known. */
  declare lengthMs: number | undefined;
  declare connection: ConnectionState;
  /** When the page last heard of the call; undefined while it hears, or before the first time. */
  declare liveUntilMs: number | undefined;
  declare theme: Theme;

  static override styles = [
    controlStyles,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 8px;
        min-block-size: 46px;
        padding-block: 4px;
        padding-inline: 12px 6px;
        background: var(--surface);
        border-block-end: 1px solid var(--line);
      }
      .call {
        flex: 1;
        min-inline-size: min(100%, 110px);
        line-height: 1.25;
      }
      h1 {
        margin: 0;
        font-size: 0.875rem;
        font-weight: 650;
        display: flex;
        gap: 6px;
        align-items: center;
        white-space: nowrap;
      }
      h1 span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .id {
        font-size: var(--small);
        color: var(--ink-soft);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
        font-variant-numeric: tabular-nums;
      }
      .phase {
        flex: none;
        display: grid;
        color: var(--ink-soft);
      }
      .phase[data-phase="inProgress"] {
        color: var(--good);
      }
      .phase[data-phase="onHold"],
      .phase:is([data-phase="noAudio"], [data-phase="stopped"], [data-phase="lost"]),
      .phase[data-phase="failed"] {
        color: var(--warn);
      }
      .connection {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        padding-block: 2px;
        padding-inline: 7px 9px;
        border: 1px solid var(--line);
        border-radius: 99px;
        font-size: var(--small);
        font-weight: 600;
        white-space: nowrap;
      }
      .shape {
        inline-size: 10px;
        block-size: 10px;
        flex: none;
        position: relative;
      }
      .disc {
        border-radius: 50%;
        background: var(--good);
      }
      .ring {
        border-radius: 50%;
        border: 2px solid var(--warn);
        border-block-start-color: transparent;
        animation: turn 1s linear infinite;
      }
      .cross::before,
      .cross::after {
        content: "";
        position: absolute;
        inset-block-start: 4px;
        inset-inline: 0;
        block-size: 2px;
        background: var(--bad);
        transform: rotate(45deg);
      }
      .cross::after {
        transform: rotate(-45deg);
      }
      .tools {
        display: flex;
        margin-inline-start: auto;
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { status } = this.connection;
    const colours = t(`theme.${this.theme}`);
    return html`<header>
      <div class="call">
        <h1>${this.#phaseMark()}<span>${t(`phase.${this.phase}`)}</span></h1>
        <div class="id" title=${t("header.call", { id: this.callId })}>${this.#stale()}${this.#idLine()}</div>
      </div>
      <div class="connection" data-status=${status} role="status">
        <span class="shape ${CONNECTION_SHAPES[status]}" aria-hidden="true"></span>
        <span>${t(`connection.${status}`)}</span>
      </div>
      <div class="tools">
        <button
          class="icon-button"
          @click=${() => sendIntent(this, "theme-wanted", {})}
          aria-label=${t("theme.change", { colours })}
          title=${colours}
        >
          ${icon(THEME_ICONS[this.theme])}
        </button>
        <button
          class="icon-button"
          @click=${() => sendIntent(this, "help-wanted", {})}
          aria-label=${t("header.help")}
          title="${t("header.help")} (?)"
        >
          ${icon("help")}
        </button>
      </div>
    </header>`;
  }

  #phaseMark(): TemplateResult {
    const names: Record<CallPhase, IconName> = {
      unknown: "unplugged",
      waiting: "hourglass",
      noAudio: "problem",
      inProgress: "wave",
      onHold: "hourglass",
      stopped: "problem",
      lost: "problem",
      ended: "check",
      failed: "problem",
    };
    return html`<div class="phase" data-phase=${this.phase}>${icon(names[this.phase])}</div>`;
  }

  /** The call goes on without the page: its state is told as what it was. */
  #stale(): string {
    const isShown = this.liveUntilMs !== undefined && this.phase !== "unknown" && this.phase !== "ended";
    return isShown ? `${t("header.asOf", { time: clockTime(this.liveUntilMs ?? 0) })} · ` : "";
  }

  #idLine(): string {
    const short = /^\d{9,}$/.test(this.callId) ? `…${this.callId.slice(-6)}` : this.callId;
    const call = t("header.call", { id: short });
    return this.lengthMs === undefined ? call : `${call} · ${duration(this.lengthMs)}`;
  }
}

customElements.define("sidetone-header", PanelHeader);
