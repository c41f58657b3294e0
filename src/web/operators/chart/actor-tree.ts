/**
 * `<actor-tree>`: the call's actors below one another, each with its state in words. It is an ARIA tree that is always
 * open: arrow keys, Home and End move, Enter and Space select and send "actor-selected".
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { controlStyles } from "../parts/control-styles.ts";
import { type IconName, icon } from "../parts/icons.ts";
import { type ActorKind, type ActorRow, actorRows, rowSentence } from "./actor-rows.ts";
import { actorTreeStyles } from "./actor-tree-styles.ts";
import type { ActorSelected, ActorTreeProperties, ChartActor } from "./chart-types.ts";

const KIND_ICONS: Readonly<Record<ActorKind, IconName>> = {
  call: "calls",
  participant: "person",
  work: "instance",
};

export class ActorTree extends LitElement implements ActorTreeProperties {
  static override properties = {
    actors: { attribute: false },
    selected: {},
    active: { state: true },
  };
  declare actors: readonly ChartActor[];
  declare selected: string;
  /** The row that Tab leads to; "" for the selected one. */
  declare active: string;

  static override styles = [controlStyles, actorTreeStyles];
  #rows: ActorRow[] = [];

  constructor() {
    super();
    this.actors = [];
    this.selected = "";
    this.active = "";
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("actors")) this.#rows = actorRows(this.actors);
    if (changed.has("selected")) this.active = "";
  }

  override render(): TemplateResult {
    if (this.#rows.length === 0) return html`<p class="none">No actor has begun.</p>`;
    const tabStop = this.#tabStop();
    return html`<div role="tree" aria-label="Actors" @keydown=${this.#onKey}>
      ${repeat(
        this.#rows,
        ({ actor }) => actor,
        (row) => this.#row(row, tabStop),
      )}
    </div>`;
  }

  #row(row: ActorRow, tabStop: string): TemplateResult {
    const { actor, kind, name, generation, level, place, siblings, badges, notes } = row;
    return html`<div
      class="row"
      role="treeitem"
      data-actor=${actor}
      data-level=${level}
      tabindex=${actor === tabStop ? 0 : -1}
      aria-level=${level}
      aria-posinset=${place}
      aria-setsize=${siblings}
      aria-selected=${actor === this.selected}
      aria-label=${rowSentence(row)}
      @click=${() => this.#select(actor)}
    >
      <span class="name">
        ${icon(KIND_ICONS[kind], 14)}<b>${name}</b>
        ${generation > 1 ? html`<span class="soft">generation ${generation}</span>` : nothing}
      </span>
      ${
        badges.length === 0
          ? nothing
          : html`<span class="states">
              ${badges.map(
                ({ region, text, tone, icon: mark }) =>
                  html` <span class="chip" data-tone=${tone}>${icon(mark, 12)}<span>${region} ${text}</span></span>`,
              )}
            </span>`
      }
      ${notes.length === 0 ? nothing : html`<span class="notes">${notes.join(" · ")}</span>`}
    </div>`;
  }

  /** The row that the keys moved to, else the selected one, else the first: always one that is there. */
  #tabStop(): string {
    const isThere = (actor: string) => this.#rows.some((row) => row.actor === actor);
    if (isThere(this.active)) return this.active;
    return isThere(this.selected) ? this.selected : (this.#rows[0]?.actor ?? "");
  }

  #select(actor: string): void {
    this.active = actor;
    const detail: ActorSelected = { actor };
    this.dispatchEvent(new CustomEvent("actor-selected", { detail, bubbles: true, composed: true }));
  }

  #onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#rows.findIndex(({ actor }) => actor === this.#tabStop());
    const row = this.#rows[at];
    if (row === undefined) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#select(row.actor);
      return;
    }
    const next = this.#rowAfterKey(event.key, row, at);
    if (next === null) return;
    event.preventDefault();
    this.#moveTo(next ?? row);
  };

  /** Null for a key that is not the tree's, undefined if there is nothing further that way. */
  #rowAfterKey(key: string, row: ActorRow, at: number): ActorRow | undefined | null {
    switch (key) {
      case "ArrowDown":
        return this.#rows[at + 1];
      case "ArrowUp":
        return this.#rows[at - 1];
      case "Home":
        return this.#rows[0];
      case "End":
        return this.#rows.at(-1);
      case "ArrowLeft":
        return this.#rows.find(({ actor }) => actor === row.parent);
      case "ArrowRight":
        return this.#rows.find(({ parent }) => parent === row.actor);
      default:
        return null;
    }
  }

  #moveTo({ actor }: ActorRow): void {
    this.active = actor;
    const found = [...this.renderRoot.querySelectorAll<HTMLElement>("[data-actor]")];
    found.find((row) => row.dataset.actor === actor)?.focus();
  }
}

customElements.define("actor-tree", ActorTree);

declare global {
  interface HTMLElementTagNameMap {
    "actor-tree": ActorTree;
  }
}
