/** `<cause-list>`: "What happened" in sentences, the best explanation large, each leading to its line. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { controlStyles } from "../../parts/control-styles.ts";
import { type IconName, icon } from "../../parts/icons.ts";
import { guideHref } from "../../router.ts";
import { askPage } from "../page-events.ts";
import type { Cause, CauseWeight } from "../story/cause.ts";

const LOOKS: Readonly<Record<CauseWeight, { icon: IconName; tone: string; name: string }>> = {
  serious: { icon: "serious", tone: "bad", name: "Serious" },
  warning: { icon: "warning", tone: "warn", name: "Warning" },
  good: { icon: "check", tone: "good", name: "Good" },
  note: { icon: "dot", tone: "idle", name: "Note" },
};

export class CauseList extends LitElement {
  static override properties = { causes: { attribute: false } };
  declare causes: readonly Cause[];

  static override styles = [
    controlStyles,
    css`
      /* Two calls side by side have little room on a wide page, too. */
      :host {
        display: block;
        container-type: inline-size;
      }
      ol {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: 22px 1fr auto;
        gap: 8px;
        align-items: start;
        padding: 6px 10px;
        border-radius: 6px;
        background: var(--raised);
        border-inline-start: 3px solid var(--tone);
      }
      li:first-child {
        grid-column: 1 / -1;
        padding: 12px;
        font-size: 1rem;
        font-weight: 600;
        background: var(--wash);
      }
      /* One without another beside it. */
      li:nth-child(even):last-child {
        grid-column: 1 / -1;
      }
      .mark {
        color: var(--tone);
        display: grid;
        padding-block-start: 2px;
      }
      li[data-tone="bad"] {
        --tone: var(--bad);
        --wash: var(--bad-wash);
      }
      li[data-tone="warn"] {
        --tone: var(--warn);
        --wash: var(--warn-wash);
      }
      li[data-tone="good"] {
        --tone: var(--good);
        --wash: var(--good-wash);
      }
      li[data-tone="idle"] {
        --tone: var(--idle);
        --wash: var(--raised);
      }
      p {
        margin: 0;
        overflow-wrap: anywhere;
        text-wrap: pretty;
      }
      .help {
        font-weight: 400;
        font-size: var(--small);
        margin-block-start: 2px;
        user-select: text;
      }
      /* A command breaks between its options, never after the dashes of one. */
      .help code > span {
        display: inline-block;
        max-inline-size: 100%;
      }
      .help .start {
        white-space: nowrap;
      }
      .help a {
        color: var(--accent);
        font-weight: 600;
      }
      li:first-child .help a {
        color: inherit;
      }
      .jump {
        min-block-size: 24px;
        padding: 0 8px;
        font-size: var(--small);
        font-weight: 600;
        white-space: nowrap;
        color: var(--accent);
        text-decoration: underline;
        text-underline-offset: 2px;
      }
      @container (max-width: 760px) {
        ol {
          grid-template-columns: 1fr;
        }
      }
      @container (max-width: 440px) {
        li {
          grid-template-columns: 22px 1fr;
        }
        li:first-child {
          font-size: 0.9375rem;
        }
        .jump {
          grid-column: 2;
          padding: 0;
          justify-self: start;
        }
      }
      li:first-child .jump {
        color: inherit;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<ol>
      ${this.causes.map(({ weight, text, line, code, help }) => {
        const look = LOOKS[weight];
        return html`<li data-tone=${look.tone} data-code=${code}>
          <span class="mark">${icon(look.icon, 18)}<span class="unseen">${look.name}:</span></span>
          <div>
            <p>${text}</p>
            ${help === undefined ? nothing : html`<p class="help">${withCommands(help.remedy)} <a href=${guideHref(help.guide)} target="_blank" rel="noopener">Guide</a></p>`}
          </div>
          ${
            line === null
              ? nothing
              : html`<button class="jump" type="button" @click=${() => askPage(this, "line-wanted", { line })}>line ${line}</button>`
          }
        </li>`;
      })}
    </ol>`;
  }
}

/** A command of gcloud, up to the end of its sentence; its full stop is no part of either. */
const COMMAND = /(\bgcloud (?:[^.,]|[.,](?=\S))+)\.?/;

function withCommands(remedy: string): (string | TemplateResult)[] {
  return remedy
    .split(COMMAND)
    .map((part, index) =>
      index % 2 === 0
        ? part
        : html`<code>${part.split(" ").map((word) => html`<span>${unbroken(word)}</span> `)}</code>`,
    );
}

/** A line may not end between the dashes of an option and its name. */
function unbroken(word: string): string | TemplateResult {
  return word.startsWith("--") ? html`<span class="start">${word.slice(0, 3)}</span>${word.slice(3)}` : word;
}

customElements.define("cause-list", CauseList);

declare global {
  interface HTMLElementTagNameMap {
    "cause-list": CauseList;
  }
}
