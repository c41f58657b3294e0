/** The line that appears when something is wrong with the call itself, whatever the page's own connection does. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
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
        title: "Assistance has stopped for this call",
        text: `Please carry on without it. For your supervisor: ${code}${message === "" ? "" : `, ${message}`}.`,
      };
    }
    switch (this.phase) {
      case "noAudio":
        // The pane of suggestions says then what does come.
        if (this.call.noHelp === "NO_SPEAKER") return undefined;
        return {
          tone: "warn",
          icon: "problem",
          title: "No audio of this call has come",
          text: "Please carry on without assistance. For your supervisor: is the call in a campaign that is streamed to this server?",
          ...(this.guideUrl === "" ? {} : { link: { label: "What to check", href: this.guideUrl } }),
        };
      case "lost":
        return {
          tone: "bad",
          icon: "problem",
          title: "The call's audio was lost",
          text: "What is said now is not heard here. If the call goes on, the audio may come back by itself.",
        };
      case "stopped":
        return {
          tone: "warn",
          icon: "problem",
          title: "The phone system has stopped sending audio",
          text: "If the call goes on, the audio comes back by itself.",
        };
      default:
        return undefined;
    }
  }
}

customElements.define("sidetone-call-banner", CallBanner);
