/** The line that appears when something is wrong with the call itself, whatever the page's own connection does. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { t } from "../language/t.ts";
import { type CallPhase, type CallStatus, recognitionTroubles } from "../state/call.ts";
import { type Banner, bannerLine, bannerStyles } from "./banner.ts";
import { controlStyles } from "./control-styles.ts";
import { icon } from "./icons.ts";
import { troubleWords } from "./words.ts";

export class CallBanner extends LitElement {
  static override properties = {
    call: { attribute: false },
    phase: {},
    guideUrl: {},
  };
  declare call: CallStatus;
  declare phase: CallPhase;
  declare guideUrl: string;

  static override styles = [controlStyles, bannerStyles];

  override render(): TemplateResult | typeof nothing {
    const banner = this.#banner();
    return banner === undefined ? this.#troubles() : bannerLine(banner);
  }

  /** Speakers who are not heard right now: worth a line, not an alarm. */
  #troubles(): TemplateResult | typeof nothing {
    const troubles = this.phase === "inProgress" ? recognitionTroubles(this.call) : [];
    if (troubles.length === 0) return nothing;
    return html`<div role="status"><ul class="warn">
      ${troubles.map(
        ({ speaker, trouble }) =>
          html`<li>${icon("problem", 14)}<span>${troubleWords(speaker, trouble, Object.keys(this.call.participants))}</span></li>`,
      )}
    </ul></div>`;
  }

  #banner(): Banner | undefined {
    const { code, message } = this.call.failure ?? { code: "", message: "" };
    if (code !== "") {
      return {
        tone: "bad",
        icon: "problem",
        title: t("banner.failed"),
        // What Google says may end with a full stop, as the sentence around it does.
        text: t("banner.failed.text", {
          problem: message === "" ? code : `${code}, ${message.replace(/\.$/, "")}`,
        }),
      };
    }
    switch (this.phase) {
      case "noAudio":
        // The pane of suggestions says then what does come.
        if (this.call.noHelp === "NO_SPEAKER") return undefined;
        return {
          tone: "warn",
          icon: "problem",
          title: t("banner.noAudio"),
          text: t("banner.noAudio.text"),
          ...(this.guideUrl === "" ? {} : { link: { label: t("banner.noAudio.link"), href: this.guideUrl } }),
        };
      case "lost":
        return {
          tone: "bad",
          icon: "problem",
          title: t("banner.lost"),
          text: t("banner.lost.text"),
        };
      case "stopped":
        return {
          tone: "warn",
          icon: "problem",
          title: t("banner.stopped"),
          text: t("banner.stopped.text"),
        };
      default:
        return undefined;
    }
  }
}

customElements.define("sidetone-call-banner", CallBanner);
