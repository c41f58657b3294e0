/** One line of transcript under the suggestions on narrow screens: who speaks now, a click away from the whole. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { sendIntent } from "../intents.ts";
import { pageLanguage, t } from "../language/t.ts";
import { loadTranslationView } from "../memory.ts";
import { interimsOf, type Transcript, type TranscriptMessage, whoSpoke } from "../state/transcript.ts";
import { translationFor } from "../state/translations.ts";
import { controlStyles } from "./control-styles.ts";
import { icon } from "./icons.ts";
import { speakerName } from "./words.ts";

export class LiveStrip extends LitElement {
  static override properties = { transcript: { attribute: false } };
  declare transcript: Transcript;

  static override styles = [
    controlStyles,
    css`
      button {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 8px;
        align-items: center;
        inline-size: 100%;
        min-block-size: 44px;
        padding: 5px 12px;
        background: var(--surface);
        border-block-start: 1px solid var(--line);
        border-radius: 0;
        font-size: 0.8125rem;
        line-height: 1.35;
      }
      button:hover {
        background: var(--sunken);
      }
      button:focus-visible {
        outline-offset: -2px;
      }
      /* The newest words are at the end of a long line, so the line is cut at its beginning. */
      .words {
        display: flex;
        flex-direction: column;
        justify-content: flex-end;
        max-block-size: 2.7em;
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .name {
        font-weight: 650;
      }
      [data-voice="customer"] .name {
        color: var(--customer);
      }
      [data-voice="agent"] .name {
        color: var(--agent);
      }
      .interim {
        color: var(--ink-soft);
      }
      .open {
        color: var(--ink-soft);
        display: grid;
      }
    `,
  ];

  override render(): TemplateResult | typeof nothing {
    const interim = interimsOf(this.transcript).at(-1);
    const message = this.transcript.messages.at(-1);
    const newest = interim ?? message;
    if (newest === undefined) return nothing;
    const words = interim?.text ?? (message === undefined ? "" : readWords(message));
    return html`<button @click=${() => sendIntent(this, "pane-wanted", { pane: "transcript" })} title=${t("transcript.open")}>
      <span class="words" data-voice=${newest.voice}>
        <span class=${interim === undefined ? "final" : "interim"}
          ><span class="name">${speakerName(newest.who, whoSpoke(this.transcript))}</span> <bdi>${words}</bdi>${interim === undefined ? "" : " …"}</span
        >
      </span>
      <span class="open">${icon("arrowUp", 14)}</span>
    </button>`;
  }
}

/** Translated, unless the agent reads originals. */
function readWords(message: TranscriptMessage): string {
  const translated =
    loadTranslationView() === "original" ? undefined : translationFor(message, pageLanguage());
  return translated?.text || message.text;
}

customElements.define("sidetone-live-strip", LiveStrip);
