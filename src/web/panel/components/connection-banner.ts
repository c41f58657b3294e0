/** The line that appears when the page's own connection is wrong. The call's state has a line of its own: call-banner.ts. */
import { LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import type { ConnectionState } from "../state/panel-state.ts";
import { type Banner, bannerLine, bannerStyles } from "./banner.ts";
import { controlStyles } from "./control-styles.ts";

export class ConnectionBanner extends LitElement {
  static override properties = {
    connection: { attribute: false },
    nowMs: { type: Number },
  };
  declare connection: ConnectionState;
  declare nowMs: number;

  static override styles = [controlStyles, bannerStyles];

  override render(): TemplateResult | typeof nothing {
    const banner = this.#banner();
    return banner === undefined ? nothing : bannerLine(banner);
  }

  #banner(): Banner | undefined {
    const retry = (label: string) => ({ label, run: () => sendIntent(this, "retry-wanted", {}) });
    switch (this.connection.status) {
      case "reconnecting": {
        const seconds = Math.max(0, Math.ceil((this.connection.retryAtMs - this.nowMs) / 1000));
        const when = seconds === 0 ? "Trying now" : `Next try in ${seconds} s`;
        return {
          tone: "warn",
          icon: "unplugged",
          title: "Connection lost",
          text: `${when} (try ${this.connection.attempt}). What you miss is fetched afterwards.`,
          action: retry("Try now"),
        };
      }
      case "offline":
        return {
          tone: "bad",
          icon: "problem",
          title: "The server cannot be reached",
          text: "Check this computer's network. What you miss is fetched afterwards.",
          action: retry("Try again"),
        };
      case "unknownCall":
        return {
          tone: "warn",
          icon: "unplugged",
          title: "The server does not know this call yet",
          text: "This page keeps asking. If the call is already running, open it again from Five9.",
          action: retry("Ask now"),
        };
      case "expired":
        return {
          tone: "bad",
          icon: "problem",
          title: "Access to this call has expired",
          text: "Reload to get in again. If that does not help, open the call again from Five9.",
          action: { label: "Reload", run: () => sendIntent(this, "reload-wanted", {}) },
        };
      default:
        return undefined;
    }
  }
}

customElements.define("sidetone-banner", ConnectionBanner);
