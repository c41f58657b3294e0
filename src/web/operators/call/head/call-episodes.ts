/** `<call-episodes>`: the lives of the call's id side by side, each a link to its page. */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { CallEpisode } from "../../../../contract/call-detail.ts";
import { controlStyles } from "../../parts/control-styles.ts";
import { clockTime, dateTime, formatLength } from "../../parts/format.ts";
import { callHref } from "../../router.ts";

export class CallEpisodes extends LitElement {
  static override properties = { episodes: { attribute: false }, callKey: {} };
  /** Oldest first. */
  declare episodes: readonly CallEpisode[];
  /** Of the one that the page shows. */
  declare callKey: string;

  static override styles = [
    controlStyles,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        margin: 0;
        padding: 0;
        list-style: none;
        font-size: 0.8125rem;
      }
      a {
        display: grid;
        padding: 4px 10px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
        color: inherit;
        text-decoration: none;
      }
      a[aria-current] {
        border-color: var(--accent);
        box-shadow: inset 0 0 0 1px var(--accent);
      }
      b {
        font-weight: 600;
      }
      small {
        color: var(--ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    this.episodes = [];
    this.callKey = "";
  }

  override render(): TemplateResult | typeof nothing {
    if (this.episodes.length === 0) return nothing;
    return html`<nav aria-label="Episodes of this call">
      <ol>
        ${this.episodes.map((episode) => this.#episode(episode))}
      </ol>
    </nav>`;
  }

  #episode({ callKey, number, live, startedAtMs, endedAtMs, agentIds }: CallEpisode): TemplateResult {
    const length = endedAtMs === null ? "" : `, ${formatLength(endedAtMs - startedAtMs)}`;
    const isShown = callKey === this.callKey;
    return html`<li>
      <a href=${callHref(callKey)} title=${dateTime(startedAtMs)} aria-current=${isShown ? "page" : nothing}>
        <b>Episode ${number}</b>
        <small>${clockTime(startedAtMs)}${live ? ", live" : length}</small>
        ${agentIds.length === 0 ? nothing : html`<small>Agent ${agentIds.join(", ")}</small>`}
      </a>
    </li>`;
  }
}

customElements.define("call-episodes", CallEpisodes);

declare global {
  interface HTMLElementTagNameMap {
    "call-episodes": CallEpisodes;
  }
}
