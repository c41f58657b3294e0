/** The strip at the top: the instance's state, the connection, the operator, and the navigation. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { OperatorSession } from "../../../contract/access.ts";
import type { Feed } from "../data/feed.ts";
import { controlStyles } from "../parts/control-styles.ts";
import { formatNumber } from "../parts/format.ts";
import { type IconName, icon } from "../parts/icons.ts";
import { Ticker } from "../parts/ticker.ts";
import { BASE, type Route } from "../router.ts";
import { headerStyles } from "./header-styles.ts";
import { NAVIGATION } from "./page-titles.ts";

export class AppHeader extends LitElement {
  static override properties = {
    feed: { attribute: false },
    session: { attribute: false },
    page: { attribute: false },
  };
  declare feed: Feed;
  declare session: OperatorSession;
  declare page: Route["page"];
  #end: (() => void) | undefined;

  static override styles = [controlStyles, headerStyles];

  constructor() {
    super();
    new Ticker(this);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = this.feed?.subscribe(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
    this.#end = undefined;
  }

  protected override willUpdate(): void {
    this.#end ??= this.feed.subscribe(() => this.requestUpdate());
  }

  override render(): TemplateResult {
    return html`<header>
      <slot></slot>
      <div class="strip">
        <a class="mark" href=${BASE} aria-label="Sidetone operators: calls">${markSvg()}<span>Sidetone</span></a>
        ${this.#instance()} ${this.#connection()}
        <div class="who">
          <span class="name">${icon("person", 14)}<span>${this.session.name}</span></span>
          <span class="roles">${this.session.roles.join(", ")}</span>
          <button class="sign-out" type="button" @click=${() => this.dispatchEvent(new CustomEvent("sign-out"))}>
            ${icon("leave", 14)}<span class="label">Sign out</span>
          </button>
        </div>
      </div>
      <nav aria-label="Pages">
        ${NAVIGATION.map(
          ({ page, title, icon: name, href }) =>
            html`<a href=${href} aria-current=${page === this.page ? "page" : nothing}>${icon(name, 15)}${title}</a>`,
        )}
      </nav>
    </header>`;
  }

  #instance(): TemplateResult {
    const instance = this.feed.instance();
    const isLive = this.feed.status().status === "live";
    if (instance === undefined) return html`<dl class="numbers"></dl>`;
    const instances = instance.instances ?? [instance];
    // A sum without those that have had no time to answer would be wrong, and look right.
    const isWhole = instances.every(({ state }) => state !== "asked");
    const sum = (field: "liveCalls" | "desktops" | "streams") =>
      isWhole ? instances.reduce((total, one) => total + (one[field] ?? 0), 0) : undefined;
    const number = (name: IconName, label: string, value: number | undefined) =>
      html`<div><dt>${icon(name, 14)}<span>${label}</span></dt><dd>${value === undefined ? "–" : formatNumber(value)}</dd></div>`;
    return html`<span class="state" data-state=${instance.state} title="State of this instance">
        <i aria-hidden="true"></i>${instance.state}
      </span>
      <dl class="numbers" data-stale=${isLive ? nothing : ""}>
        ${number("calls", "live calls", sum("liveCalls"))} ${number("desktop", "desktops", sum("desktops"))}
        ${number("wave", "streams", sum("streams"))}
        ${instances.length > 1 ? number("instance", "instances", instances.length) : nothing}
      </dl>`;
  }

  #connection(): TemplateResult {
    const status = this.feed.status();
    switch (status.status) {
      case "live":
        return html`<span class="connection" data-status="live" role="status">${icon("dot", 14)}<span>Live</span></span>`;
      case "connecting":
        return html`<span class="connection" data-status="busy" role="status">${icon("plug", 14)}<span>Connecting</span></span>`;
      case "reconnecting": {
        const seconds = Math.max(0, Math.ceil((status.retryAtMs - Date.now()) / 1_000));
        return html`<span class="connection" data-status="busy">
          ${icon("plug", 14)}<span role="status">Reconnecting</span>
          <span class="detail">try ${status.attempt}${seconds > 0 ? ` in ${seconds} s` : ""}</span>
          <button type="button" @click=${() => this.feed.retryNow()}>Now</button>
        </span>`;
      }
      case "away":
        return html`<span class="connection" data-status="bad">
          ${icon("warning", 14)}<span role="status">No connection</span>
          <button type="button" @click=${() => this.feed.retryNow()}>Try again</button>
        </span>`;
    }
  }
}

/** A voice and its sidetone: a wave that comes back smaller. */
function markSvg(): TemplateResult {
  return html`<svg width="26" height="22" viewBox="0 0 26 22" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" aria-hidden="true">
    <path d="M2 11h1.5M7 5v12M11.5 2v18M16 7v8"></path>
    <path class="echo" d="M20 9v4M24 10.5v1"></path>
  </svg>`;
}

customElements.define("app-header", AppHeader);
