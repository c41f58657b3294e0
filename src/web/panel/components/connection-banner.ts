/** The line that appears when the page's own connection is wrong. The call's state has a line of its own: call-banner.ts. */
import { LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { t } from "../language/t.ts";
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
        const { attempt } = this.connection;
        return {
          tone: "warn",
          icon: "unplugged",
          title: t("banner.reconnecting"),
          text:
            seconds === 0
              ? t("banner.reconnecting.now", { attempt })
              : t("banner.reconnecting.soon", { seconds, attempt }),
          action: retry(t("banner.reconnecting.action")),
        };
      }
      case "offline":
        return {
          tone: "bad",
          icon: "problem",
          title: t("banner.offline"),
          text: t("banner.offline.text"),
          action: retry(t("ask.again")),
        };
      case "unknownCall":
        return {
          tone: "warn",
          icon: "unplugged",
          title: t("banner.unknownCall"),
          text: t("banner.unknownCall.text"),
          action: retry(t("banner.unknownCall.action")),
        };
      case "expired":
        return {
          tone: "bad",
          icon: "problem",
          title: t("banner.expired"),
          text: t("banner.expired.text"),
          action: { label: t("banner.expired.action"), run: () => sendIntent(this, "reload-wanted", {}) },
        };
      default:
        return undefined;
    }
  }
}

customElements.define("sidetone-banner", ConnectionBanner);
